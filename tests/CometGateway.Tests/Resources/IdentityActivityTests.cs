using CometGateway.Configuration;
using CometGateway.Resources;
using CometGateway.TestKit;
using static CometGateway.Tests.Routing.Requests;

namespace CometGateway.Tests.Resources;

public class IdentityActivityTests
{
    private static readonly Setting<string> AllCookies = [];
    private static readonly Setting<string> SidOnly = ["sid"];
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(20);

    private readonly ManualTimeProvider _time = new();
    private readonly Identity _identity = new();
    private readonly IdentityActivity _activity;
    private readonly AudienceKey _ann;

    public IdentityActivityTests()
    {
        _activity = new IdentityActivity(_identity, _time);
        _ann = _identity.Of(WithCookie("sid=ann"), SidOnly).Audience;
    }

    [Fact]
    public void Touch_NothingWatched_RemembersNothing()
    {
        Assert.True(_activity.IsEmpty);
        Assert.Empty(_activity.Touch(WithCookie("sid=ann")));
        Assert.False(_activity.Touch(_ann));
        Assert.Equal(DateTimeOffset.MinValue, _activity.LastSeen(_ann));
    }

    [Fact]
    public void Watch_Anonymous_RemembersNothingAndIsNeverIdle()
    {
        _activity.Watch(AudienceKey.Anonymous, AllCookies);
        _activity.Watch(AudienceKey.Everyone, AllCookies);

        _time.Advance(Idle);

        Assert.True(_activity.IsEmpty);
        Assert.False(_activity.IsIdle(AudienceKey.Anonymous, Idle));
    }

    [Fact]
    public void IsIdle_NoRequestForTheTime_UntilTheNextRequestComesBack()
    {
        _activity.Watch(_ann, SidOnly);
        _time.Advance(Idle - TimeSpan.FromTicks(1));
        Assert.False(_activity.IsIdle(_ann, Idle));
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.True(_activity.IsIdle(_ann, Idle));

        Assert.Equal([_ann], _activity.Touch(WithCookie("_ga=9; sid=ann")));

        Assert.False(_activity.IsIdle(_ann, Idle));
        Assert.Equal(_time.GetUtcNow(), _activity.LastSeen(_ann));
        Assert.Empty(_activity.Touch(WithCookie("sid=ann")));
    }

    [Fact]
    public void Touch_AnotherUsersRequest_DoesNotCount()
    {
        _activity.Watch(_ann, SidOnly);
        _time.Advance(Idle);

        Assert.Empty(_activity.Touch(WithCookie("sid=ben")));
        Assert.Empty(_activity.Touch(Get()));

        Assert.True(_activity.IsIdle(_ann, Idle));
    }

    [Fact]
    public void Touch_PoliciesWithOtherIdentityCookies_RecognisesUnderEach()
    {
        var whole = _identity.Of(WithCookie("sid=ann; x=1"), AllCookies).Audience;
        _activity.Watch(_ann, SidOnly);
        _activity.Watch(whole, AllCookies);
        _time.Advance(Idle);
        Assert.True(_activity.IsIdle(_ann, Idle) && _activity.IsIdle(whole, Idle));

        var back = _activity.Touch(WithCookie("x=1; sid=ann"));

        Assert.Equal(2, back.Count);
        Assert.Contains(_ann, back);
        Assert.Contains(whole, back);
    }

    [Fact]
    public void Watch_CredentialThatIsIdle_DoesNotMakeItActive()
    {
        _activity.Watch(_ann, SidOnly);
        _time.Advance(Idle);

        _activity.Watch(_ann, SidOnly);

        Assert.True(_activity.IsIdle(_ann, Idle));
    }

    [Fact]
    public void Unwatch_LastResource_ForgetsTheCredential()
    {
        _activity.Watch(_ann, SidOnly);
        _activity.Watch(_ann, SidOnly);
        _activity.Unwatch(_ann, SidOnly);
        Assert.False(_activity.IsEmpty);
        Assert.NotEqual(DateTimeOffset.MinValue, _activity.LastSeen(_ann));

        _activity.Unwatch(_ann, SidOnly);
        _activity.Unwatch(_ann, SidOnly);

        Assert.Equal(DateTimeOffset.MinValue, _activity.LastSeen(_ann));
    }

    [Fact]
    public void Watch_ByAReturn_CountsWhatTheUserDidMeanwhile()
    {
        _activity.Watch(_ann, SidOnly);
        _activity.Unwatch(_ann, SidOnly);
        _time.Advance(Idle / 2);
        Assert.False(_activity.IsEmpty);
        Assert.Empty(_activity.Touch(WithCookie("sid=ann; x=1")));
        _time.Advance(Idle / 2);

        _activity.Watch(_ann, SidOnly, isReturn: true);

        Assert.False(_activity.IsIdle(_ann, Idle));
        _time.Advance(Idle / 2);
        Assert.True(_activity.IsIdle(_ann, Idle));
    }

    [Fact]
    public void Touch_LongAfterTheLastWasWatched_FindsNothingToLookFor()
    {
        _activity.Watch(_ann, SidOnly);
        _activity.Unwatch(_ann, SidOnly);
        _time.Advance(TimeSpan.FromHours(12));
        _activity.Touch(WithCookie("sid=ben"));
        Assert.False(_activity.IsEmpty);

        _time.Advance(TimeSpan.FromTicks(1));
        _activity.Touch(WithCookie("sid=ben"));

        Assert.True(_activity.IsEmpty);
    }

    [Fact]
    public void Unwatch_OfMoreThanAreRemembered_ForgetsThoseSeenFirstWithTheirRules()
    {
        for (var user = 0; user <= 10_000; user++)
        {
            var audience = _identity.Of(WithCookie($"sid=u{user}"), SidOnly).Audience;
            _activity.Watch(audience, SidOnly);
            _activity.Unwatch(audience, SidOnly);
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        _time.Advance(Idle);
        Assert.False(IsIdleOnReturn("u0"));
        Assert.True(IsIdleOnReturn("u10000"));

        bool IsIdleOnReturn(string user)
        {
            var audience = _identity.Of(WithCookie("sid=" + user), SidOnly).Audience;
            _activity.Watch(audience, SidOnly, isReturn: true);
            return _activity.IsIdle(audience, Idle);
        }
    }
}
