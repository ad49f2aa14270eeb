using System.IO.Pipelines;
using System.Text;
using CometGateway.Core.Deltas;
using CometGateway.TestKit;
using CometGateway.TestKit.Streams;
using CometGateway.Transports;
using Version = CometGateway.Core.Snapshots.Version;

namespace CometGateway.Tests.Transports;

/// <summary>A slow client of many resources skips the states of each, and each has its turn.</summary>
public sealed class ManySlowClientTests : IDisposable
{
    private static readonly string Padding = new('x', 200);
    private readonly ShardRig _rig = new();
    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 64, resumeWriterThreshold: 1, useSynchronizationContext: false));
    private readonly StringBuilder _text = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task Changes_WhileAWriteIsOut_AreConflatedForEachResource()
    {
        Broadcast[] pages = [_rig.NewBroadcast(), _rig.NewBroadcast(), _rig.NewBroadcast()];
        await OpenAsync(pages);
        for (var n = 0; n < 20; n++)
        {
            foreach (var page in pages) _rig.Publish(page, $"{Padding}{n}");
            await _rig.SettledAsync();
        }

        await TakeUntilAsync(lines => lines.Count(line => line.Event is "message" && line.DataText == $"{Padding}19") == 3);

        foreach (var url in (string[])["/0", "/1", "/2"])
        {
            var states = Lines().Where(line => line.Url == url && line.Event is "message").Select(line => line.DataText).ToList();
            Assert.InRange(states.Count, 1, 3);
            Assert.Equal(states.Distinct(StringComparer.Ordinal), states);
        }
    }

    [Fact]
    public async Task OneThatChangesAllTheTime_LeavesRoomForTheOthers()
    {
        Broadcast[] pages = [_rig.NewBroadcast(), _rig.NewBroadcast()];
        await OpenAsync(pages);
        _rig.Publish(pages[1], Padding);
        var taken = 0;
        for (var n = 0; !Lines().Any(line => line.Url is "/1" && line.Event is "message"); n++)
        {
            Assert.True(n < 20, $"20 states of one, and none of the other.\n{_text}");
            _rig.Publish(pages[0], $"{Padding}{n}");
            await _rig.SettledAsync();
            await TakeAsync();
            taken++;
        }

        Assert.True(taken > 0);
    }

    private async Task OpenAsync(params Broadcast[] pages)
    {
        var session = new StreamSession(
            _pipe.Writer, SessionFrames.Of(LineWire.Instance, coding: null, TimeSpan.FromSeconds(1), isSeen: false), ShardRig.Quiet, new AwaitedEnd(abort: null), new Envelope(slots: null, coding: null), pages.Length);
        var shard = _rig.Shards.Next();
        shard.Post(ShardWorkKind.Join, session);
        for (var i = 0; i < pages.Length; i++)
        {
            var slot = new Slot($"/{i}", Version.None);
            slot.Subscriber = new(pages[i], Version.None, Framing.Of(SlotWire.Instance, EventForm.Snapshot), slot);
            shard.Post(ShardWorkKind.Admit, new Admission(session, slot.Subscriber));
        }

        await _rig.SettledAsync();
    }

    private async Task TakeUntilAsync(Func<List<ReceivedLine>, bool> isThere)
    {
        while (!isThere(Lines())) await TakeAsync();
    }

    private async Task TakeAsync()
    {
        var read = await _pipe.Reader.ReadAsync().AsTask().WaitAsync(Patience.Default);
        foreach (var segment in read.Buffer) _text.Append(Encoding.UTF8.GetString(segment.Span));
        _pipe.Reader.AdvanceTo(read.Buffer.End);
        await _rig.SettledAsync();
    }

    private List<ReceivedLine> Lines()
    {
        var text = _text.ToString();
        return [.. text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(ReceivedLine.Of)];
    }
}
