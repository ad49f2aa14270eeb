using CometGateway.Core.Watching;

namespace CometGateway.Core.Tests.Watching;

/// <summary>What the site's headers say about who may see a 200.</summary>
public class PollVerdictSharingTests
{
    public static TheoryData<string, string> ForbidSharing { get; } = new()
    {
        { "Cache-Control", "no-store" },
        { "Cache-Control", "private, max-age=60" },
        { "Set-Cookie", "sid=1" },
    };

    [Theory]
    [MemberData(nameof(ForbidSharing))]
    public void Of_APrivateAnswer_IsNotWatchableForMany(string name, string value)
    {
        var ended = Answer.Ended(EndKind.NotWatchable, Answer.Ok("{}", headers: (name, value)), Answer.New);

        Assert.Contains("OverrideCacheControl", ended.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("sid", ended.Reason, StringComparison.Ordinal);
        Assert.False(ended.Reason.EndsWith('.'));
    }

    [Theory]
    [MemberData(nameof(ForbidSharing))]
    public void Of_AnAnswerThatTurnsPrivate_EndsTheResource(string name, string value) =>
        Answer.Ended(EndKind.NotWatchable, Answer.Ok("{\"a\":2}", headers: (name, value)), Answer.New.After("{\"a\":1}"));

    [Theory]
    [MemberData(nameof(ForbidSharing))]
    public void Of_APrivateAnswer_IsTakenWhenTheOperatorOverrides(string name, string value) =>
        Answer.Changed(Answer.Ok("{}", headers: (name, value)), Answer.New with { IsOverridden = true });

    [Theory]
    [InlineData("Cache-Control", "private")]
    [InlineData("Set-Cookie", "sid=1")]
    public void Of_AUsersOwnAnswer_IsTaken(string name, string value)
    {
        var snapshot = Answer.Changed(Answer.Ok("{}", headers: (name, value)), Answer.New.Credentialed());

        Assert.Null(snapshot.Headers["Set-Cookie"]);
    }

    [Fact]
    public void Of_AUsersOwnAnswer_IsNotTakenAgainstNoStore() =>
        Answer.Ended(EndKind.NotWatchable, Answer.Ok("{}", headers: ("Cache-Control", "no-store")), Answer.New.Credentialed());

    [Fact]
    public void Of_ACookieOnAPageForEveryone_IsDroppedAndThePageTaken() =>
        Assert.Null(Answer.Changed(Answer.Ok("{}", headers: ("set-cookie", "sid=1")), Answer.New with { StripsCookies = true }).Headers["Set-Cookie"]);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Of_VaryStar_IsNotWatchableWhateverIsOverridden(bool overridden) =>
        Answer.Ended(EndKind.NotWatchable, Answer.Ok("{}", headers: ("Vary", "Accept, *")), Answer.New with { IsOverridden = overridden });

    [Fact]
    public void Of_VaryByNamesThatAreNotInTheKey_TellsThem()
    {
        var subject = Answer.New with { KnownVary = ["accept"] };

        var ended = Answer.Ended(EndKind.Varies, Answer.Ok("{}", headers: ("Vary", "Accept, X-Region, Accept-Language")), subject);

        Assert.Equal(["accept-language", "x-region"], ended.VaryNames);
    }

    [Fact]
    public void Of_VaryByNamesThatAreInTheKey_IsTaken() =>
        Answer.Changed(Answer.Ok("{}", headers: ("Vary", "Accept, X-Region")), Answer.New with { KnownVary = ["accept", "x-region", "other"] });

    [Theory]
    [InlineData("Cookie")]
    [InlineData("Authorization, Accept-Encoding")]
    [InlineData("Host")]
    public void Of_VaryByWhatAPollNeverTakesFromAClient_IsTaken(string vary) => Answer.Changed(Answer.Ok("{}", headers: ("Vary", vary)), Answer.New);

    [Fact]
    public void Of_VaryThatGrowsLater_EndsTheResourceForANewKey() =>
        Answer.Ended(EndKind.Varies, Answer.Ok("{}", headers: ("Vary", "Accept-Language")), Answer.New.After("{}"));
}
