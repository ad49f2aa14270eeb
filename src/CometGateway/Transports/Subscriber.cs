using CometGateway.Core.Watching;
using Version = CometGateway.Core.Snapshots.Version;

namespace CometGateway.Transports;

/// <summary>One client's place in one resource's history: a cursor, never a queue. It belongs to its shard's loop.</summary>
/// <param name="broadcast">The resource.</param>
/// <param name="has">The version the client says it has, or none.</param>
internal sealed class Subscriber(Broadcast broadcast, Version has)
{
    private Version _has = has;
    private ResourceStatus? _told;

    public Broadcast Broadcast => broadcast;

    /// <summary>Its slot in the group; the group's own bookkeeping.</summary>
    public int Index { get; set; }

    public Session? Session { get; set; }

    /// <summary>The client has been told that the resource is over.</summary>
    public bool IsOver => _told is { IsFinal: true };

    /// <summary>
    /// The next frame this client is owed, or null when it is up to date. However many versions it missed,
    /// it is owed one frame: the newest (conflation).
    /// </summary>
    public byte[]? Next()
    {
        var view = broadcast.View;
        if (!ReferenceEquals(_told, view.Status))
        {
            _told = view.Status;
            return view.StatusFrame;
        }

        if (view.Current is not { Text: not null } current || current.Version == _has || IsOver) return null;
        _has = current.Version;
        return view.SnapshotFrame;
    }
}
