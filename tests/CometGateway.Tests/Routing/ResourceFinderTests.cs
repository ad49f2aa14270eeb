using CometGateway.Core.Watching;
using CometGateway.Lifetime;
using CometGateway.Resources;
using CometGateway.Routing;
using CometGateway.TestKit;
using CometGateway.Tests.Resources;
using Microsoft.AspNetCore.Http;

namespace CometGateway.Tests.Routing;

public sealed class ResourceFinderTests : IDisposable
{
    private readonly ResourceRig _rig = new(settings: new() { Limits = new() { SessionsPerResource = 2 } });

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task AttachAsync_WaitsForTheFirstState()
    {
        var attaching = AttachAsync(ResourceRig.Get());
        Assert.False(attaching.IsCompleted);
        (await _rig.Site.PollAsync(0)).Ok("{}");
        var resource = To(await attaching.WaitAsync(Patience.Default));

        Assert.NotNull(resource.Stored);
        Assert.Equal(1, resource.Lifeline.Subscribers);
    }

    [Fact]
    public async Task AttachAsync_ToACurrentResource_WaitsForNothing()
    {
        var resource = await _rig.LiveAsync();

        var attaching = AttachAsync(ResourceRig.Get());

        Assert.True(attaching.IsCompletedSuccessfully);
        Assert.Same(resource, To(await attaching));
    }

    [Fact]
    public async Task AttachAsync_ToASlowSite_OpensAfterThreeSecondsAndSaysThatItWaits()
    {
        var attaching = AttachAsync(ResourceRig.Get());
        await _rig.Site.PollAsync(0);
        _rig.Time.Advance(TimeSpan.FromSeconds(3));

        var resource = To(await attaching.WaitAsync(Patience.Default));

        Assert.Equal((ResourceState.Stale, "the site has not answered yet"), (resource.Broadcast.View.Status.State, resource.Broadcast.View.Status.Reason));
    }

    [Fact]
    public async Task AttachAsync_ToAFailingSite_OpensAndSaysSo()
    {
        var attaching = AttachAsync(ResourceRig.Get());
        (await _rig.Site.PollAsync(0)).Answer(503);

        var resource = To(await attaching.WaitAsync(Patience.Default));

        Assert.Equal(ResourceState.Stale, resource.Broadcast.View.Status.State);
    }

    [Fact]
    public async Task AttachAsync_ToASiteThatHasItsRest_OpensAtOnceAndDoesNotPoll()
    {
        var attaching = AttachAsync(ResourceRig.Get());
        (await _rig.Site.PollAsync(0)).Answer(503, "", ("Retry-After", "60"));
        var resource = To(await attaching.WaitAsync(Patience.Default));
        _rig.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.True(resource.IsResting);

        Assert.True(AttachAsync(ResourceRig.Get()).IsCompletedSuccessfully);
        Assert.Equal(1, _rig.Site.Count);
    }

    [Theory]
    [InlineData(404, EndKind.Gone)]
    [InlineData(401, EndKind.Unauthorized)]
    [InlineData(302, EndKind.Moved)]
    [InlineData(206, EndKind.NotWatchable)]
    public async Task AttachAsync_ToWhatCannotBeWatched_TellsWhy_AndLeavesNoResource(int status, object kind)
    {
        var attaching = AttachAsync(ResourceRig.Get());
        (await _rig.Site.PollAsync(0)).Answer(status, "", ("Location", "/x"));

        Assert.Equal((EndKind)kind, KindOf(await attaching.WaitAsync(Patience.Default)));
        Assert.Empty(_rig.Table.All);
        Assert.Equal((EndKind)kind, KindOf(await AttachAsync(ResourceRig.Get())));
        Assert.Equal(1, _rig.Site.Count);
    }

    [Fact]
    public async Task AttachAsync_ToWhatIsNoText_Attaches()
    {
        var attaching = AttachAsync(ResourceRig.Get());
        (await _rig.Site.PollAsync(0)).Answer(200, "PNG", ("Content-Type", "image/png"));

        Assert.Null(To(await attaching.WaitAsync(Patience.Default)).Broadcast.View.Current!.Text);
    }

    [Fact]
    public async Task AttachAsync_ToAPageThatVaries_LearnsTheNames_AndPollsWithTheClientsOwnValues()
    {
        var attaching = AttachAsync(ResourceRig.Get("/api/prices", ("Accept-Language", "de")));
        (await _rig.Site.PollAsync(0)).Ok("{}", ("Vary", "Accept-Language"));
        var second = await _rig.Site.PollAsync(1);
        Assert.Equal("de", second.Request.Headers["Accept-Language"]);
        second.Ok("{\"lang\":\"de\"}", ("Vary", "Accept-Language"));
        var german = To(await attaching.WaitAsync(Patience.Default));

        attaching = AttachAsync(ResourceRig.Get("/api/prices", ("Accept-Language", "fr")));
        (await _rig.Site.PollAsync(2)).Ok("{\"lang\":\"fr\"}", ("Vary", "Accept-Language"));
        var french = To(await attaching.WaitAsync(Patience.Default));

        Assert.NotSame(german, french);
        Assert.Equal(2, _rig.Table.All.Count());
    }

    [Fact]
    public async Task AttachAsync_ToAPageWhoseVaryGrowsForEver_GivesUp()
    {
        var attaching = AttachAsync(ResourceRig.Get());
        for (var i = 0; i < 4; i++)
            (await _rig.Site.PollAsync(i)).Ok("{}", ("Vary", string.Join(", ", Enumerable.Range(0, i + 1).Select(n => $"X-{n}"))));

        Assert.Equal(EndKind.Varies, KindOf(await attaching.WaitAsync(Patience.Default)));
        Assert.Equal(4, _rig.Site.Count);
    }

    [Fact]
    public async Task AttachAsync_BeyondSessionsPerResource_Refuses_AndDetaches()
    {
        var resource = await _rig.LiveAsync();
        Assert.Same(resource, To(await AttachAsync(ResourceRig.Get())));

        var refused = Assert.IsType<Attachment.Refused>(await AttachAsync(ResourceRig.Get()));

        Assert.Equal("resource_sessions_full", refused.Refusal.Code);
        Assert.Equal(2, resource.Lifeline.Subscribers);
    }

    [Fact]
    public async Task AttachAsync_OfAClientThatLeavesMeanwhile_Detaches()
    {
        using var left = new CancellationTokenSource();
        var context = ResourceRig.Get();
        context.RequestAborted = left.Token;
        var attaching = AttachAsync(context);
        await _rig.Site.PollAsync(0);
        await left.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => attaching);
        Assert.Equal(0, Assert.Single(_rig.Table.All).Lifeline.Subscribers);
    }

    [Fact]
    public async Task AttachAsync_WhileTheConfigurationIsReloaded_IsSentBackToTheNewOne()
    {
        var attaching = AttachAsync(ResourceRig.Get());
        await _rig.Site.PollAsync(0);
        _rig.Publish(_rig.Policy with { Linger = TimeSpan.FromSeconds(9) });

        Assert.Same(Refusal.Reloaded, Assert.IsType<Attachment.Refused>(await attaching.WaitAsync(Patience.Default)).Refusal);

        Assert.Empty(_rig.Table.All);
    }

    [Fact]
    public void AttachAsync_AtOnceByMoreThanThereIsRoomFor_LetsInAsManyAsThereIs()
    {
        using var rig = new ResourceRig(settings: new() { Limits = new() { SessionsPerResource = 3 } });
        var resource = rig.Find();

        var admitted = 0;
        Parallel.For(0, 100, _ =>
        {
            if (resource.Lifeline.TryAttach(3, out var isFull)) Interlocked.Increment(ref admitted);
            else Assert.True(isFull);
        });

        Assert.Equal((3, 3), (admitted, resource.Lifeline.Subscribers));
    }

    private Task<Attachment> AttachAsync(HttpContext context) =>
        _rig.Finder.AttachAsync(context, _rig.Route, _rig.Settings, _rig.Site, AddressKey.Of(context.Connection.RemoteIpAddress));

    private static WatchedResource To(Attachment attachment) => Assert.IsType<Attachment.To>(attachment).Resource;

    private static EndKind KindOf(Attachment attachment) => Assert.IsType<Attachment.Over>(attachment).End.Kind;
}
