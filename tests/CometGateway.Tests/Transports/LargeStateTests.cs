using CometGateway.Core.Deltas;
using CometGateway.Core.Watching;
using CometGateway.TestKit;
using CometGateway.Transports;
using Microsoft.Extensions.Logging.Abstractions;

namespace CometGateway.Tests.Transports;

/// <summary>Large bodies take a while to compare, and a shard's loop has others to serve meanwhile.</summary>
public sealed class LargeStateTests : IDisposable
{
    private const int Large = 100_000;

    private readonly ShardRig _rig = new();
    private readonly ScriptedEncoders _encoders = new();
    private readonly ManualResetEventSlim _held = new();
    private readonly Broadcast _broadcast;

    public LargeStateTests()
    {
        _broadcast = new(_rig.Shards, new(16, 16 << 20, TimeSpan.FromMinutes(5)), new FrameEncoder("route", _encoders.Encoders, isCompressed: true, _rig.Metrics, NullLogger.Instance));
        foreach (var name in "ABC") Publish(name);
    }

    public void Dispose()
    {
        _held.Set();
        _rig.Dispose();
        _held.Dispose();
    }

    [Fact]
    public async Task OneThatMissedSeveral_WaitsForItsDelta_WhileTheLoopServesOthers()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _encoders.OnCall = call =>
        {
            if (call != "AC JsonPatch") return;
            asked.TrySetResult();
            _held.Wait();
        };
        var behind = _rig.Open(_broadcast, since: Version('A'), form: EventForm.JsonPatch);
        await asked.Task.WaitAsync(Patience.Default);

        var other = _rig.Open(_broadcast, form: EventForm.Snapshot);
        await _rig.SettledAsync();
        Assert.Contains("data: C", other.Writer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("event: patch", behind.Writer.Text, StringComparison.Ordinal);

        _held.Set();
        await Eventually.IsTrueAsync(() => behind.Writer.Text.Contains("event: patch\nid: " + Version('C'), StringComparison.Ordinal), "the delta");
    }

    [Fact]
    public async Task OneThatWaits_AndMeetsAnotherState_IsSentItWhole()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _encoders.OnCall = call =>
        {
            if (!call.StartsWith('A') || !call.EndsWith("JsonPatch", StringComparison.Ordinal)) return;
            asked.TrySetResult();
            _held.Wait();
        };
        var behind = _rig.Open(_broadcast, since: Version('A'), form: EventForm.TextDelta);
        var waiting = _rig.Open(_broadcast, since: Version('A'), form: EventForm.JsonPatch);
        await asked.Task.WaitAsync(Patience.Default);

        Publish('D');
        await _rig.SettledAsync();

        Assert.Contains("event: snapshot\nid: " + Version('D'), waiting.Writer.Text, StringComparison.Ordinal);
        await Eventually.IsTrueAsync(() => behind.Writer.Text.Contains("id: " + Version('D'), StringComparison.Ordinal), "the other form's");
    }

    private void Publish(char name)
    {
        var state = ScriptedEncoders.State(name, Large);
        _broadcast.Update(view => view.With(view.History.Append(state), view.With(ResourceStatus.Live).Status));
    }

    private static Core.Snapshots.Version Version(char name) => ScriptedEncoders.State(name, Large).Version;
}
