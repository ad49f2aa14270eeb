using System.IO.Compression;
using CometGateway.Codings;
using CometGateway.Core.Deltas;
using CometGateway.Core.Watching;
using CometGateway.TestKit;
using CometGateway.Transports;
using Microsoft.Extensions.Logging.Abstractions;
using Version = CometGateway.Core.Snapshots.Version;

namespace CometGateway.Tests.Transports;

/// <summary>Sessions whose stream is in a coding: each is one whole file at its end, whatever was said on it.</summary>
public sealed class CodedSessionTests : IDisposable
{
    private readonly ShardRig _rig = new();
    private readonly MemoryStream _sent = new();
    private readonly ScriptedEncoders _encoders = new();

    public void Dispose() => _rig.Dispose();

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task AllThatIsSaid_IsInTheFile_WhenTheClientIsSentAway(string name)
    {
        var page = _rig.NewBroadcast();
        _rig.Publish(page, "one");
        var session = Open(page, name, ShardRig.Quiet with { KeepAlive = 5_000 });
        await _rig.SettledAsync();
        ShardRig.Tell(page, ResourceState.Stale, "slow");
        await _rig.PassAsync(7);
        _rig.Publish(page, new string('x', 200_000));
        await _rig.SettledAsync();
        session.Shard.Post(ShardWorkKind.DrainAll, milliseconds: 1_000);
        await _rig.PassAsync(3);

        Assert.Equal(SessionEnd.Drained, await session.End.WaitAsync(Patience.Default));
        var text = Decoded(name);
        Assert.StartsWith("retry: 1000\n\n", text, StringComparison.Ordinal);
        Assert.Equal(["one", new string('x', 200_000)], SseText.States(text));
        Assert.Contains("\n\n:\n\n", text, StringComparison.Ordinal);
        Assert.Equal(["stale", "draining"], SseText.Split(text).Where(one => one.Contains("event: status", StringComparison.Ordinal) && !one.Contains("live", StringComparison.Ordinal)).Select(one => one.Contains("stale", StringComparison.Ordinal) ? "stale" : "draining"));
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task AResourceThatIsOver_EndsTheFile(string name)
    {
        var page = _rig.NewBroadcast();
        _rig.Publish(page, "one");
        var session = Open(page, name, ShardRig.Quiet);
        await _rig.SettledAsync();

        ShardRig.Tell(page, ResourceState.Gone, "404");

        Assert.Equal(SessionEnd.ResourceOver, await session.End.WaitAsync(Patience.Default));
        Assert.EndsWith("\n\n", Decoded(name), StringComparison.Ordinal);
        Assert.Contains("\"gone\"", Decoded(name), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_AreThoseThatTheClientHas_AndNotThoseOnTheWire()
    {
        var page = _rig.NewBroadcast();
        _rig.Publish(page, new string('x', 10_000));
        var session = Open(page, "br", ShardRig.Quiet with { Bytes = 9_000 });

        Assert.Equal(SessionEnd.Recycled, await session.End.WaitAsync(Patience.Default));
        Assert.InRange(_sent.Length, 1, 1_000);
    }

    [Fact]
    public async Task AFirstState_LargerThanAllThatIsKept_ReachesOneWhoComesAfterOthers()
    {
        var page = new Broadcast(_rig.Shards, new(16, 50_000, TimeSpan.FromMinutes(5)), new FrameEncoder("route", _encoders.Encoders, isCompressed: true, _rig.Metrics, NullLogger.Instance));
        var state = ScriptedEncoders.State('A', 100_000);
        page.Update(view => view.With(view.History.Append(state), view.With(ResourceStatus.Live).Status));
        foreach (var coding in (StreamCoding?[])[BrotliCoding.Instance, null, GzipCoding.Instance, null]) page.Prepare(Version.None, Framing.Of(SseWire.Instance, EventForm.Snapshot, coding));

        Assert.NotNull(page.View.FrameAtHand(Version.None, Framing.Of(SseWire.Instance, EventForm.Snapshot, BrotliCoding.Instance)));
        Open(page, "br", ShardRig.Quiet);
        await _rig.SettledAsync();

        Assert.InRange(_sent.Length, 50, 1_000);
    }

    private (SessionShard Shard, Task<SessionEnd> End) Open(Broadcast page, string name, SessionTimes times)
    {
        var coding = StreamCodings.All.Single(one => one.Name == name);
        var writer = new RecordingWriter { OnWrite = bytes => _sent.Write(bytes.Span) };
        var session = new StreamSession(writer, SessionFrames.Of(SseWire.Instance, coding, TimeSpan.FromSeconds(1), isSeen: false), times, new AwaitedEnd(abort: null), new Envelope(coding));
        session.Add(new Subscriber(page, Version.None, Framing.Of(SseWire.Instance, EventForm.Snapshot, coding)));
        var shard = _rig.Shards.Next();
        shard.Post(ShardWorkKind.Join, session);
        return (shard, session.Completion);
    }

    private string Decoded(string name)
    {
        using var file = new MemoryStream(_sent.ToArray());
        using Stream decoder = name is "br" ? new BrotliStream(file, CompressionMode.Decompress) : new GZipStream(file, CompressionMode.Decompress);
        return new StreamReader(decoder).ReadToEnd();
    }
}
