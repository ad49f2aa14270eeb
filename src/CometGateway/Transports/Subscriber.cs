using CometGateway.Core.Watching;
using Version = CometGateway.Core.Snapshots.Version;

namespace CometGateway.Transports;

/// <summary>One client's place in one resource's history: a cursor, never a queue. It belongs to its shard's loop.</summary>
/// <param name="broadcast">The resource.</param>
/// <param name="has">The version the client says it has, or none.</param>
/// <param name="framing">How it is told of changes; null for one who only waits for them.</param>
/// <param name="slot">Its place on a connection with many resources.</param>
internal sealed class Subscriber(Broadcast broadcast, Version has, Framing? framing, Slot? slot = null)
{
    private Version _has = has;
    private Version _awaited;
    private ResourceStatus? _told;

    public Broadcast Broadcast => broadcast;

    public Framing? Framing => framing;

    public Slot? Slot => slot;

    /// <summary>The version that the client has once all is sent that it was owed so far.</summary>
    public Version Has => _has;

    /// <summary>There is something for a client that only waits and has the page of a version: another page, or the end of the resource.</summary>
    public bool IsOwed => broadcast.View is var view && (view.Status.IsFinal || (!view.Page.IsNone && view.Page != _has));

    /// <summary>Its slot in the group; the group's own bookkeeping.</summary>
    public int Index { get; set; }

    public Session? Session { get; set; }

    /// <summary>A state went out on this connection.</summary>
    public bool HasDelivered { get; private set; }

    /// <summary>The client has been told something besides how the resource stands: a state, another status, its end.</summary>
    public bool HasNews { get; private set; }

    /// <summary>The client has been told that the resource is over.</summary>
    public bool IsOver => _told is { IsFinal: true };

    /// <summary>It has been told so of one that is to be opened again: its site has moved it, or varies it by other headers.</summary>
    public bool IsToReturn => _told is { IsFinal: true, State: ResourceState.Draining };

    /// <summary>
    /// The next frame this client is owed, or null when it is up to date. However many versions it missed,
    /// it is owed one frame that leads to the newest (conflation).
    /// </summary>
    public Frame? Next()
    {
        var view = broadcast.View;
        var isBehind = view.Current is { } newest && newest.Version != _has;
        // A status comes before the state that it speaks of. Only "gone" waits for the last state of one who was there; one who is not
        // authorised any more gets no state at all.
        var isLastState = isBehind && _told is not null && view.Status.State == ResourceState.Gone;
        if (!ReferenceEquals(_told, view.Status) && !isLastState)
        {
            HasNews |= _told is not null || view.Status.IsFinal;
            _told = view.Status;
            return view.StatusFrame(framing!);
        }

        if (!isBehind || IsOver) return null;
        var frame = view.FrameAtHand(_has, framing!) ?? WaitFor(view);
        if (frame is null) return null;
        (_has, _awaited, HasDelivered, HasNews) = (view.Current!.Version, Version.None, true, true);
        return frame;
    }

    /// <summary>
    /// Large bodies are compared and compressed elsewhere, and the shards are signalled then. Whoever has waited for one state and meets another is
    /// sent the whole, or a page that changes faster than it can be compared would never reach it.
    /// </summary>
    private Frame? WaitFor(BroadcastView view)
    {
        var newest = view.Current!.Version;
        if (!_awaited.IsNone && _awaited != newest) return view.Whole(framing!);
        _awaited = newest;
        broadcast.MakeElsewhere(view, _has, framing!);
        return null;
    }
}
