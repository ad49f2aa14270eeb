using CometGateway.Core.History;
using CometGateway.Core.Snapshots;
using CometGateway.Core.Watching;

namespace CometGateway.Transports;

/// <summary>One consistent look at a resource: its history and status, with the frames that all its sessions share.</summary>
internal sealed class BroadcastView(ResourceHistory history, ResourceStatus status)
{
    private byte[]? _snapshotFrame;
    private byte[]? _statusFrame;

    public ResourceHistory History => history;

    public Snapshot? Current => history.Current;

    public ResourceStatus Status => status;

    /// <summary>Encoded by the first session that needs it; a race makes it twice, and either copy is right.</summary>
    public byte[] SnapshotFrame => _snapshotFrame ??= SseFraming.Snapshot(Current!.Version, Current.Text!.Value.Span);

    public byte[] StatusFrame => _statusFrame ??= SseFraming.Status(status);

    /// <summary>The same view when the status says nothing new.</summary>
    public BroadcastView With(ResourceStatus next) =>
        next.State == status.State && string.Equals(next.Reason, status.Reason, StringComparison.Ordinal) ? this : With(history, next);

    /// <summary>Without what is past the history's bounds. Nobody has to hear of that, but the next view begins with it.</summary>
    public BroadcastView Trimmed(DateTimeOffset now) => With(history.Trim(now), status);

    /// <summary>Frames that are still right are kept.</summary>
    public BroadcastView With(ResourceHistory next, ResourceStatus nextStatus) =>
        ReferenceEquals(next, history) && ReferenceEquals(nextStatus, status) ? this : new(next, nextStatus)
        {
            _snapshotFrame = ReferenceEquals(next.Current, Current) ? _snapshotFrame : null,
            _statusFrame = ReferenceEquals(nextStatus, status) ? _statusFrame : null,
        };
}
