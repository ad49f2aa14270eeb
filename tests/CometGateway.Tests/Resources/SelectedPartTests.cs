using System.Text;
using CometGateway.Configuration;
using CometGateway.Core.Deltas;
using CometGateway.Core.Watching;
using CometGateway.Resources;
using CometGateway.Transports;

namespace CometGateway.Tests.Resources;

/// <summary>A resource of which streams get a part and plain GETs the whole.</summary>
public sealed class SelectedPartTests : IDisposable
{
    private const string First = """{"at":1,"items":[1]}""";
    private const string Elsewhere = """{"at":2,"items":[1]}""";

    private readonly ResourceRig _rig = new(new CometPolicy
    {
        Name = "live", Poll = new() { Interval = ResourceRig.Interval }, Linger = ResourceRig.Linger, Select = "/items",
    });

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task AChangeElsewhere_IsToldToNobody_AndPlainGetsHaveIt()
    {
        var resource = await _rig.LiveAsync(First);
        var client = await _rig.OpenAsync(resource);
        await _rig.Shards.SettledAsync();
        var before = client.Events.Length;
        var view = resource.Broadcast.View;
        var group = resource.Broadcast.GroupOn(_rig.Shards.Shards.All[0]);
        group.Written = null;
        _rig.PassInterval();
        await _rig.AnswerAsync(resource, 1, poll => poll.Ok(Elsewhere, ("ETag", "\"2\""), ("X-Served", "2")));
        await _rig.Shards.SettledAsync();

        Assert.Equal("[1]", Assert.Single(client.States));
        Assert.Equal(before, client.Events.Length);
        // No shard goes round, and no frame is made again.
        Assert.Null(group.Written);
        var framing = Framing.Of(SseWire.Instance, EventForm.Snapshot);
        Assert.Same(view.Whole(framing), resource.Broadcast.View.Whole(framing));
        var stored = resource.Stored!;
        Assert.Equal(Elsewhere, Encoding.UTF8.GetString(stored.Snapshot.Body.Span));
        Assert.Equal(("\"2\"", "2", "\"2\""), (stored.Snapshot.Validators.ETag, stored.Headers["X-Served"], stored.Held.ETag));
        Assert.Equal(view.Current!.Version, stored.Snapshot.Version);
    }

    [Fact]
    public async Task AChangeOfThePart_AfterOneElsewhere_IsSent()
    {
        var resource = await _rig.LiveAsync(First);
        var client = await _rig.OpenAsync(resource);
        _rig.PassInterval();
        await _rig.AnswerAsync(resource, 1, poll => poll.Ok(Elsewhere));
        _rig.PassInterval();
        await _rig.AnswerAsync(resource, 2, poll => poll.Ok("""{"at":3,"items":[1,2]}"""));
        await _rig.Shards.SettledAsync();

        Assert.Equal(["[1]", "[1,2]"], client.States);
        Assert.Equal(2, resource.Broadcast.View.History.Changes.Count);
        Assert.Same(resource.Broadcast.View.Current, resource.Stored!.Snapshot);
    }

    [Fact]
    public async Task APageThatChangedElsewhere_IsParkedWithItsHistory()
    {
        var resource = await _rig.LiveAsync(First);
        var version = resource.Broadcast.View.Current!.Version;
        _rig.PassInterval();
        await _rig.AnswerAsync(resource, 1, poll => poll.Ok(Elsewhere));
        resource.Lifeline.Detach();
        _rig.Time.Advance(ResourceRig.Linger);
        Assert.Null(_rig.Table.Find(resource.Key));

        var again = _rig.Find();

        Assert.NotSame(resource, again);
        Assert.Equal(version, again.Broadcast.View.Current!.Version);
        Assert.Equal(Elsewhere, Encoding.UTF8.GetString(again.Stored!.Snapshot.Body.Span));
        Assert.Empty((await _rig.OpenAsync(again, since: version)).States);
    }

    [Fact]
    public async Task AParkedPage_CountsWithWhatItsHistoryHoldsBesides()
    {
        var resource = await _rig.LiveAsync(First);
        var one = resource.Park()!.Size;
        _rig.PassInterval();
        await _rig.AnswerAsync(resource, 1, poll => poll.Ok(Elsewhere));

        Assert.Equal(one + Elsewhere.Length, resource.Park()!.Size);
    }

    [Fact]
    public async Task APageWithoutThePart_IsStaleWithTheReason_UntilThePartIsBack()
    {
        var resource = await _rig.LiveAsync(First);
        var client = await _rig.OpenAsync(resource);
        _rig.PassInterval();
        await _rig.AnswerAsync(resource, 1, poll => poll.Ok("""{"error":"maintenance"}"""));
        await _rig.Shards.SettledAsync();

        Assert.Equal("nothing on the page matches Select '/items'", resource.Broadcast.View.Status.Reason);
        Assert.Equal(First, Encoding.UTF8.GetString(resource.Stored!.Snapshot.Body.Span));
        Assert.False(resource.IsCurrent);

        await _rig.PassToPollAsync(2);
        await _rig.AnswerAsync(resource, 2, poll => poll.Ok(First));
        await _rig.Shards.SettledAsync();

        Assert.Same(ResourceStatus.Live, resource.Broadcast.View.Status);
        Assert.Equal("[1]", Assert.Single(client.States));
    }

    [Theory]
    [InlineData("[1]", true)]
    [InlineData("[2]", false)]
    public async Task OnlyAChangeOfThePart_CountsAsOneForTheSchedule(string items, bool isUnchanged)
    {
        var unchanged = _rig.Shards.Metrics.Totals.PollsUnchanged;
        var resource = await _rig.LiveAsync(First);
        _rig.PassInterval();
        await _rig.AnswerAsync(resource, 1, poll => poll.Ok($$"""{"at":2,"items":{{items}}}"""));

        Assert.Equal(isUnchanged ? 1 : 0, _rig.Shards.Metrics.Totals.PollsUnchanged - unchanged);
    }
}
