namespace CometGateway.Transports;

/// <summary>
/// One client that is waiting. A passive object: every method but <see cref="Completion"/> is called from its shard's loop, and the
/// request's own task only awaits the completion.
/// </summary>
/// <param name="owner">Told of the end on the shard's loop, and asked for an early one.</param>
internal abstract class Session(ISessionOwner owner)
{
    private OneOrMany<Subscriber> _subscribers;
    private SessionShard? _shard;
    private volatile bool _isOver;

    /// <summary>Its slot in the shard; the shard's own bookkeeping.</summary>
    public int Index { get; set; }

    public bool IsOver => _isOver;

    /// <summary>What is written to it is sent by a loop of its connection, which takes its turn with others: over HTTP/2 and HTTP/3.</summary>
    public bool IsRelayed { get; init; }

    /// <summary>Completes when nothing will be written any more, so that the request may end; for a session whose owner is an <see cref="AwaitedEnd"/>.</summary>
    public Task<SessionEnd> Completion => ((AwaitedEnd)owner).Task;

    /// <summary>Its places in the histories of its resources.</summary>
    public OneOrMany<Subscriber> Subscribers => _subscribers;

    protected SessionShard Shard => _shard!;

    protected ISessionOwner Owner => owner;

    /// <summary>The session has been given to a shard.</summary>
    public void Join(SessionShard shard, long now)
    {
        _shard = shard;
        for (var i = 0; i < _subscribers.Count; i++) _subscribers[i].Broadcast.Join(shard, _subscribers[i]);
        Start(now);
    }

    /// <summary>Adds a resource; also to a session that has joined already.</summary>
    public void Add(Subscriber subscriber)
    {
        subscriber.Session = this;
        _subscribers.Add(subscriber);
        if (_shard is not null) subscriber.Broadcast.Join(_shard, subscriber);
    }

    /// <summary>Takes a resource out; nothing happens when it is out already.</summary>
    public void Remove(Subscriber subscriber)
    {
        if (_subscribers.Remove(subscriber) && _shard is not null) subscriber.Broadcast.Leave(_shard, subscriber);
    }

    /// <summary>Something may have changed for it.</summary>
    public abstract void Pump(long now);

    /// <summary>The write that was out has been taken, or has failed.</summary>
    public abstract void Sent(long now);

    public abstract void Tick(long now);

    /// <summary>Tells the client at once, and sends it away <paramref name="after"/> milliseconds from now.</summary>
    public abstract void Drain(long now, long after);

    /// <summary>Ends it now.</summary>
    public abstract void Cut();

    /// <summary>Its own code failed: it ends now, whatever is still out.</summary>
    public void Fail()
    {
        if (IsOver) return;
        try
        {
            owner.Abort();
        }
        finally
        {
            End(SessionEnd.Cut);
        }
    }

    /// <summary>The client has gone.</summary>
    public abstract void Leave();

    protected abstract void Start(long now);

    protected void End(SessionEnd end)
    {
        if (IsOver) return;
        _isOver = true;
        for (var i = 0; i < _subscribers.Count; i++) _subscribers[i].Broadcast.Leave(_shard!, _subscribers[i]);
        _shard!.Remove(this);
        try
        {
            owner.OnEnded(end);
        }
        catch (Exception fault)
        {
            // Whoever listens to the figures may throw, and the walk over the other sessions has to go on.
            _shard.LogOwnerFailed(fault);
        }
    }
}
