using CometGateway.Configuration;
using CometGateway.Core.Watching;
using CometGateway.Resources;

namespace CometGateway.Tests.Resources;

/// <summary>Background polls do not keep a login alive for ever.</summary>
public sealed class IdleCredentialTests : IDisposable
{
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(20);
    private readonly ResourceRig _rig = new(new() { Name = "live", Poll = new() { Interval = ResourceRig.Interval }, IdentityIdle = Idle });

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task AUserWithoutARequestOfTheirOwn_IsPolledForNoMore_AndToldSo()
    {
        var resource = await PolledUntilIdleAsync();

        Assert.Equal(ResourceState.Stale, resource.Broadcast.View.Status.State);
        Assert.Contains("IdentityIdle", resource.Broadcast.View.Status.Reason, StringComparison.Ordinal);
        var polls = _rig.Site.Count;
        _rig.Time.Advance(TimeSpan.FromDays(1));
        await resource.CheckAsync();
        Assert.Equal(polls, _rig.Site.Count);
    }

    [Fact]
    public async Task AUserWhoComesBack_IsPolledForAgain()
    {
        var resource = await PolledUntilIdleAsync();
        var polls = _rig.Site.Count;
        _rig.Time.Advance(TimeSpan.FromHours(1));

        var resources = new CometResources(_rig.Table);
        foreach (var audience in _rig.Identities.Touch(User().Request)) resources.Resume(audience);
        await _rig.AnswerAsync(resource, polls, poll => poll.Ok("{\"a\":2}"));
        _rig.PassInterval();
        await _rig.AnswerAsync(resource, polls + 1, poll => poll.Ok("{\"a\":2}"));

        Assert.Same(ResourceStatus.Live, resource.Broadcast.View.Status);
    }

    [Fact]
    public async Task AUserWhoGoesOnMakingRequests_IsNeverIdle()
    {
        var resource = _rig.Find(User());
        resource.Lifeline.TryAttach();
        for (var i = 0; i < 400; i++)
        {
            await _rig.AnswerAsync(resource, i, poll => poll.Ok("{}"));
            Assert.Empty(_rig.Identities.Touch(User().Request));
            _rig.PassInterval();
        }

        Assert.Same(ResourceStatus.Live, resource.Broadcast.View.Status);
    }

    private async Task<WatchedResource> PolledUntilIdleAsync()
    {
        var resource = _rig.Find(User());
        resource.Lifeline.TryAttach();
        await _rig.AnswerAsync(resource, 0, poll => poll.Ok("{}"));
        var armed = _rig.Time.PendingTimers;
        var slow = await _rig.PassToPollAsync(1);
        _rig.Time.Advance(Idle);
        slow.Ok("{}");
        await _rig.Time.TimersPendingAsync(armed);
        _rig.PassInterval();
        await TestKit.Eventually.IsTrueAsync(() => resource.Broadcast.View.Status.State == ResourceState.Stale, "the pause is told");
        return resource;
    }

    private static Microsoft.AspNetCore.Http.DefaultHttpContext User() => ResourceRig.Get("/api/prices", ("Cookie", "sid=1"));
}
