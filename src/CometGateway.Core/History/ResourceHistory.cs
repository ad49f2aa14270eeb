using System.Collections.Immutable;
using CometGateway.Core.Snapshots;
using Version = CometGateway.Core.Snapshots.Version;

namespace CometGateway.Core.History;

/// <summary>
/// The bounded chain of a resource's recent changes, oldest first. Immutable: the poller swaps in the next one,
/// and every session reads whichever it finds without a lock.
/// </summary>
internal sealed class ResourceHistory
{
    private readonly HistoryBounds _bounds;
    private readonly ImmutableArray<Change> _changes;

    private ResourceHistory(HistoryBounds bounds, ImmutableArray<Change> changes)
    {
        _bounds = bounds;
        _changes = changes;
    }

    public static ResourceHistory Empty(HistoryBounds bounds) => new(bounds, []);

    public Snapshot? Current => _changes.IsEmpty ? null : _changes[^1].To;

    public IReadOnlyList<Change> Changes => _changes;

    public long Bytes => _changes.Sum(c => c.To.Size);

    public ResourceHistory Append(Snapshot next) =>
        new ResourceHistory(_bounds, _changes.Add(new(Current?.Version ?? Version.None, next))).Trim(next.ReceivedAt);

    /// <summary>Forgets what is past its bounds; the same instance when nothing is.</summary>
    public ResourceHistory Trim(DateTimeOffset now)
    {
        var keep = 0;
        var bytes = 0L;
        for (var i = _changes.Length - 1; i >= 0; i--)
        {
            var snapshot = _changes[i].To;
            bytes += snapshot.Size;
            var isCurrent = i == _changes.Length - 1;
            // Age counts from when a version was replaced: until then everybody had it, however long ago it came.
            if (!isCurrent && (keep >= _bounds.Changes || bytes > _bounds.Bytes || now - _changes[i + 1].To.ReceivedAt > _bounds.Age)) break;
            keep++;
        }

        return keep == _changes.Length ? this : new(_bounds, _changes.RemoveRange(0, _changes.Length - keep));
    }

    /// <summary>The newest snapshot of that version, or null when it was never here or is forgotten.</summary>
    public Snapshot? Find(Version version)
    {
        for (var i = _changes.Length - 1; i >= 0; i--)
        {
            if (_changes[i].To.Version == version) return _changes[i].To;
        }

        return null;
    }
}
