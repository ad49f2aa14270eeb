using System.IO.Pipelines;
using System.Text;
using CometGateway.Core.Deltas;
using CometGateway.TestKit;
using CometGateway.Transports;
using Version = CometGateway.Core.Snapshots.Version;

namespace CometGateway.Tests.Transports;

/// <summary>A client behind a pipe that is full after a few bytes: it takes what it is sent when the test says so.</summary>
internal sealed class SlowClient : IDisposable
{
    // Inline, so that the shard has been told of what is taken when TakeAsync returns.
    private readonly Pipe _pipe = new(new PipeOptions(
        writerScheduler: PipeScheduler.Inline, pauseWriterThreshold: 128, resumeWriterThreshold: 1, useSynchronizationContext: false));
    private readonly CancellationTokenSource _left = new();
    private readonly StringBuilder _text = new();

    public SlowClient(ShardRig rig, Broadcast broadcast, SessionTimes? times = null, Version since = default, EventForm form = EventForm.Snapshot)
    {
        Session = ShardRig.NewSession(_pipe.Writer, broadcast, times ?? ShardRig.Quiet, since, Abort, form);
        _ = rig.Shards.RunAsync(Session, _left.Token);
    }

    public Session Session { get; }

    /// <summary>The session's own: the task of its request completes a little later.</summary>
    public Task<SessionEnd> End => Session.Completion;

    public int Aborts { get; private set; }

    public string Text => _text.ToString();

    /// <summary>The greatest number of bytes that were in the pipe at once.</summary>
    public long MostHeld { get; private set; }

    public void Leave() => _left.Cancel();

    public void Dispose() => _left.Dispose();

    /// <summary>What a server does when a client is gone: the pending flush completes.</summary>
    public void Disconnect() => _pipe.Reader.Complete();

    /// <summary>Takes one pipe full.</summary>
    public async Task TakeAsync()
    {
        var read = await _pipe.Reader.ReadAsync().AsTask().WaitAsync(Patience.Default);
        MostHeld = Math.Max(MostHeld, read.Buffer.Length);
        foreach (var segment in read.Buffer) _text.Append(Encoding.ASCII.GetString(segment.Span));
        _pipe.Reader.AdvanceTo(read.Buffer.End);
    }

    /// <summary>Takes until what it has ends with <paramref name="end"/>.</summary>
    public async Task TakeUntilAsync(string end)
    {
        while (!Text.EndsWith(end, StringComparison.Ordinal)) await TakeAsync();
    }

    private void Abort()
    {
        Aborts++;
        _pipe.Reader.Complete();
    }
}
