using CometGateway.Core.Deltas;
using CometGateway.TestKit;
using CometGateway.Transports;
using Version = CometGateway.Core.Snapshots.Version;

namespace CometGateway.Tests.Transports;

/// <summary>A running session and what its client has received so far.</summary>
internal sealed class RecordedSession : IDisposable
{
    private readonly CancellationTokenSource _left = new();

    public RecordedSession(ShardRig rig, RecordingWriter writer, Broadcast broadcast, SessionTimes times, Version since, EventForm form, bool isRelayed)
    {
        Writer = writer;
        Session = ShardRig.NewSession(writer, broadcast, times, since, () => { }, form, isRelayed);
        _ = rig.Shards.RunAsync(Session, _left.Token);
    }

    public RecordingWriter Writer { get; }

    public Session Session { get; }

    /// <summary>The session's own: the task of its request completes a little later.</summary>
    public Task<SessionEnd> End => Session.Completion;

    /// <summary>The events and comments so far, without the blank lines between them.</summary>
    public string[] Events => SseText.Split(Writer.Text);

    /// <summary>The data of the unnamed events.</summary>
    public string[] States => SseText.States(Writer.Text);

    public void Leave() => _left.Cancel();

    public void Dispose() => _left.Dispose();

    public Task<SessionEnd> EndedAsync() => End.WaitAsync(Patience.Default);
}
