using System.Runtime.InteropServices;
using CometGateway.Core.Deltas;
using CometGateway.Core.Watching;
using CometGateway.Transports;

namespace CometGateway.Tests.Transports;

/// <summary>One change, ten thousand clients.</summary>
public sealed class FanOutTests : IDisposable
{
    private const int Clients = 10_000;
    private readonly ShardRig _rig = new();
    private readonly Broadcast _broadcast;

    public FanOutTests() => _broadcast = _rig.NewBroadcast();

    public void Dispose() => _rig.Dispose();

    [Theory]
    [InlineData(EventForm.Snapshot)]
    [InlineData(EventForm.JsonPatch)]
    public async Task AChange_IsEncodedOnce_AndDeliveredWithoutAnAllocation(object form)
    {
        var encoders = new ScriptedEncoders();
        var broadcast = _rig.NewBroadcast(encoders.Encoders);
        var frames = new HashSet<byte[]>(ReferenceEqualityComparer.Instance);
        var (writes, allocatedAtFirst, allocatedAtLast) = (0, 0L, 0L);
        var isMeasuring = false;
        for (var i = 0; i < Clients; i++) _rig.Open(broadcast, form: (EventForm)form).Writer.OnWrite = Record;
        await _rig.SettledAsync();
        foreach (var body in new[] { "start", "warm" })
        {
            _rig.Publish(broadcast, body.PadRight(200));
            await _rig.SettledAsync();
        }

        var allocated = new List<long>();
        isMeasuring = true;
        foreach (var (before, body) in new[] { ("warm", "hot"), ("hot", "glow"), ("glow", "burn") })
        {
            encoders.Calls.Clear();
            frames.Clear();
            writes = 0;
            _rig.Publish(broadcast, body.PadRight(200));
            await _rig.SettledAsync();

            Assert.Equal(Clients, writes);
            Assert.Single(frames);
            Assert.Single(encoders.Calls, (EventForm)form == EventForm.Snapshot ? $"{body[0]} Snapshot" : $"{before[0]}{body[0]} JsonPatch");
            allocated.Add(allocatedAtLast - allocatedAtFirst);
        }

        // The runtime compiles hot code again at some time, and allocates for that; a delivery that allocates does so every time.
        Assert.Contains(0, allocated);

        // On the shard's own thread, all within one walk.
        void Record(ReadOnlyMemory<byte> slice)
        {
            if (!isMeasuring) return;
            if (MemoryMarshal.TryGetArray(slice, out var array) && (frames.Count == 0 || !frames.Contains(array.Array!))) frames.Add(array.Array!);
            if (writes++ == 0) allocatedAtFirst = GC.GetAllocatedBytesForCurrentThread();
            allocatedAtLast = GC.GetAllocatedBytesForCurrentThread();
        }
    }

    [Fact]
    public async Task ABurst_ReachesEverybodyWithItsLastState_AndNobodyGoesBack()
    {
        using var rig = new ShardRig(shards: 4);
        var broadcast = rig.NewBroadcast();
        var clients = Enumerable.Range(0, 200).Select(_ => rig.Open(broadcast)).ToArray();
        for (var i = 0; i < 500; i++) rig.Publish(broadcast, i.ToString("d4", System.Globalization.CultureInfo.InvariantCulture));
        await rig.SettledAsync();

        foreach (var client in clients)
        {
            Assert.Equal("0499", client.States[^1]);
            Assert.Equal(client.States.Distinct().Order(StringComparer.Ordinal), client.States);
        }
    }

    [Fact]
    public async Task Update_WithTheSameView_WalksNobody()
    {
        var client = _rig.Open(_broadcast);
        _rig.Publish(_broadcast, "a");
        await _rig.SettledAsync();
        var before = client.Writer.Text;

        _broadcast.Update(view => view);
        _broadcast.Update(view => view.With(ResourceStatus.Live));
        await _rig.SettledAsync();

        Assert.Equal(before, client.Writer.Text);
    }

    [Fact]
    public async Task Latency_IsMeasuredOnceForEachChange_AndNotForAStatus()
    {
        var latencies = new List<double>();
        using var listener = _rig.Listen<double>("comet.change.latency", latencies.Add);
        _rig.Open(_broadcast);
        await _rig.SettledAsync();
        _rig.Publish(_broadcast, "a");
        await _rig.SettledAsync();
        await _rig.PassAsync(100);

        ShardRig.Tell(_broadcast, ResourceState.Stale, "down");
        await _rig.SettledAsync();

        Assert.Equal([0.0], latencies);
    }

    [Fact]
    public async Task Latency_IsNotMeasuredForAStateThatNobodyWaitedFor()
    {
        var latencies = new List<double>();
        using var listener = _rig.Listen<double>("comet.change.latency", latencies.Add);
        _rig.Publish(_broadcast, "a");
        await _rig.PassAsync(10);
        _rig.Open(_broadcast);
        ShardRig.Tell(_broadcast, ResourceState.Stale, "down");
        await _rig.SettledAsync();

        Assert.Empty(latencies);
    }

    [Fact]
    public async Task AMetricsListenerThatThrows_DoesNotEndTheShard()
    {
        using var listener = _rig.Listen<long>("comet.bytes.sent", _ => throw new InvalidOperationException("a listener's own fault"));
        _rig.Open(_broadcast);
        await _rig.SettledAsync();

        Assert.False(_rig.Shards.All[0].Completion.IsCompleted);
    }
}
