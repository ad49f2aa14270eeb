using CometGateway.Core.Deltas;
using CometGateway.Core.Watching;
using CometGateway.Transports;
using Version = CometGateway.Core.Snapshots.Version;

namespace CometGateway.Tests.Transports;

/// <summary>Sessions that are told of changes in other forms than the whole, from the poller's thread to the wire.</summary>
public sealed class EventFormTests : IDisposable
{
    private const int Length = 2000;
    private readonly ShardRig _rig = new();
    private readonly ScriptedEncoders _encoders = new();
    private readonly Broadcast _broadcast;

    public EventFormTests() => _broadcast = _rig.NewBroadcast(_encoders.Encoders);

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task AClient_IsSentTheWholeAndThenTheSteps_EachWithItsVersion()
    {
        Publish('A');
        var client = Open(EventForm.JsonPatch);
        await _rig.SettledAsync();
        foreach (var state in "BC") await PublishAsync(state);

        Assert.Equal(["snapshot A", "patch AB", "patch BC"], Told(client));
        Assert.Equal("ABC".Select(Id), SseText.Changes(client.Writer.Text).Select(change => change.Id));
    }

    [Fact]
    public async Task FormsOnOneResource_AreEachTheirOwn()
    {
        _encoders.Say("BC", null);
        Publish('A');
        var (whole, patched, late) = (Open(EventForm.Snapshot), Open(EventForm.JsonPatch), Open(EventForm.MergePatch, 'A'));
        await _rig.SettledAsync();
        foreach (var state in "BC") await PublishAsync(state);

        Assert.Equal(["message A", "message B", "message C"], Told(whole));
        Assert.Equal(["snapshot A", "patch AB", "snapshot C"], Told(patched));
        Assert.Equal(["patch AB", "snapshot C"], Told(late));
    }

    [Fact]
    public async Task OneWhoReturns_IsSentWhatItMissed()
    {
        _encoders.Say("AC", null);
        foreach (var state in "ABC") Publish(state);

        var (known, unknown, current) = (Open(EventForm.JsonPatch, 'A'), Open(EventForm.JsonPatch, 'X'), Open(EventForm.JsonPatch, 'C'));
        await _rig.SettledAsync();

        Assert.Equal(["patch AB", "patch BC"], Told(known));
        Assert.Equal(["snapshot C"], Told(unknown));
        Assert.Empty(Told(current));
    }

    [Fact]
    public async Task AChangeThatNoEventTells_GivesItsIdAlone_AndTheNextBeginsThere()
    {
        _encoders.SayNothing("AB");
        Publish('A');
        var client = Open(EventForm.Items);
        await _rig.SettledAsync();
        foreach (var state in "BC") await PublishAsync(state);

        Assert.Equal(["snapshot A", "message ", "patch BC"], Told(client));
        Assert.Contains($"id: {Id('B')}", client.Events);
    }

    [Theory]
    [InlineData(EventForm.Snapshot, "message A", "message D")]
    [InlineData(EventForm.JsonPatch, "snapshot A", "patch AD")]
    [InlineData(EventForm.Items, "snapshot A", "patch AD")]
    public async Task ASlowClient_SkipsStates_AndIsLedToTheNewest(object form, string first, string last)
    {
        Publish('A');
        var client = new SlowClient(_rig, _broadcast, form: (EventForm)form);
        await _rig.SettledAsync();
        foreach (var state in "BCD") await PublishAsync(state);

        while (SseText.Changes(client.Text).Length < 2 || !client.Text.EndsWith("\n\n", StringComparison.Ordinal)) await client.TakeAsync();

        Assert.Equal([first, last], Told(client.Text));
    }

    [Fact]
    public async Task AFaultyEncoder_EndsNeitherTheStreamNorThePoll()
    {
        Publish('A');
        var client = Open(EventForm.JsonPatch);
        await _rig.SettledAsync();
        _encoders.OnCall = what => throw new FormatException(what);
        await PublishAsync('B');
        _encoders.OnCall = null;
        await PublishAsync('C');

        Assert.Equal(["snapshot A", "snapshot B", "patch BC"], Told(client));
    }

    [Fact]
    public async Task Update_MakesTheSteps_OnItsOwnThread_BeforeItPublishes_ForTheFormsInUse()
    {
        Publish('A');
        Open(EventForm.JsonPatch);
        Open(EventForm.JsonPatch);
        Open(EventForm.Items);
        var left = Open(EventForm.TextDelta);
        await _rig.SettledAsync();
        left.Leave();
        await left.EndedAsync();
        _encoders.Calls.Clear();
        var (thread, seen) = (Environment.CurrentManagedThreadId, new List<(int Thread, string? Current)>());
        _encoders.OnCall = _ => seen.Add((Environment.CurrentManagedThreadId, _broadcast.View.Current!.Version.ToString()));

        Publish('B');
        Assert.Equal(["AB JsonPatch", "AB Items"], _encoders.Calls);
        Assert.All(seen, one => Assert.Equal((thread, Id('A')), one));

        await _rig.SettledAsync();
        Assert.Equal(2, _encoders.Calls.Count);
    }

    [Fact]
    public async Task Update_ForThoseWhoWaitForTheFirstState_MakesItWhole()
    {
        Open(EventForm.JsonPatch);
        await _rig.SettledAsync();

        Publish('A');

        Assert.Equal(["A JsonPatch"], _encoders.Calls);
    }

    [Fact]
    public async Task Prepare_MakesWhatAClientIsOwed_SoThatTheLoopFindsIt()
    {
        foreach (var state in "ABC") Publish(state);
        _broadcast.Prepare(VersionOf('A'), Framing.Of(SseWire.Instance, EventForm.JsonPatch));
        _broadcast.Prepare(Version.None, Framing.Of(SseWire.Instance, EventForm.JsonPatch));
        var made = _encoders.Calls.ToArray();
        _broadcast.Prepare(VersionOf('C'), Framing.Of(SseWire.Instance, EventForm.JsonPatch));
        _broadcast.Prepare(VersionOf('A'), Framing.Of(SseWire.Instance, EventForm.JsonPatch));

        Open(EventForm.JsonPatch, 'A');
        Open(EventForm.JsonPatch);
        await _rig.SettledAsync();

        Assert.Equal(["AC JsonPatch", "AB JsonPatch", "C JsonPatch"], made);
        Assert.Equal(made, _encoders.Calls);
    }

    [Fact]
    public async Task AFrame_ForManyOnTwoShards_IsMadeOnce()
    {
        using var rig = new ShardRig(shards: 2);
        var broadcast = rig.NewBroadcast(_encoders.Encoders);
        var clients = Enumerable.Range(0, 40).Select(i => rig.Open(broadcast, form: i % 2 == 0 ? EventForm.JsonPatch : EventForm.Items)).ToArray();
        foreach (var state in "ABCDEFGH")
        {
            Publish(state, broadcast);
            await rig.SettledAsync();
        }

        Assert.Equal(_encoders.Calls.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal), _encoders.Calls.Order(StringComparer.Ordinal));
        Assert.All(clients, client => Assert.Equal(["snapshot A", "patch AB", "patch BC", "patch CD", "patch DE", "patch EF", "patch FG", "patch GH"], Told(client)));
    }

    [Fact]
    public async Task AStatus_BetweenTwoChanges_KeepsTheFrames()
    {
        Publish('A');
        var client = Open(EventForm.JsonPatch);
        await _rig.SettledAsync();
        await PublishAsync('B');
        _encoders.Calls.Clear();

        ShardRig.Tell(_broadcast, ResourceState.Stale, "down");
        Open(EventForm.JsonPatch, 'A');
        await _rig.SettledAsync();

        Assert.Empty(_encoders.Calls);
    }

    [Fact]
    public async Task ABodyThatIsNoText_IsStreamed_AndItsChangesToo()
    {
        var client = Open(EventForm.JsonPatch);
        foreach (var bytes in new byte[][] { [1], [2] })
        {
            var image = ScriptedEncoders.State('A') with { Version = Version.Of("image/png", bytes), MediaType = "image/png", Body = bytes, Text = null };
            _broadcast.Update(view => view.With(view.History.Append(image), view.Status));
            await _rig.SettledAsync();
        }

        Assert.Equal(
            ["""snapshot {"encoding":"base64","mediaType":"image/png","data":"AQ=="}""", """snapshot {"encoding":"base64","mediaType":"image/png","data":"Ag=="}"""], Told(client));
    }

    private RecordedSession Open(EventForm form, char? has = null) => _rig.Open(_broadcast, since: has is { } name ? VersionOf(name) : default, form: form);

    private void Publish(char name, Broadcast? broadcast = null)
    {
        var state = ScriptedEncoders.State(name, Length);
        (broadcast ?? _broadcast).Update(view => view.With(view.History.Append(state), view.With(ResourceStatus.Live).Status));
    }

    private async Task PublishAsync(char name)
    {
        Publish(name);
        await _rig.SettledAsync();
    }

    private static string[] Told(RecordedSession client) => Told(client.Writer.Text);

    private static string[] Told(string stream) => [.. SseText.Changes(stream).Select(change => $"{change.Name} {change.Data.TrimEnd('.')}")];

    private static Version VersionOf(char name) => ScriptedEncoders.State(name, Length).Version;

    private static string Id(char name) => VersionOf(name).ToString();
}
