namespace CometGateway.Transports;

/// <summary>A request that is answered when its page changes, or at its deadline. It writes nothing itself and so costs next to nothing.</summary>
internal sealed class HeldPoll : Session
{
    private readonly Subscriber _subscriber;
    private readonly long _wait;
    private SessionEnd _endsAs = SessionEnd.Answered;
    private long _deadline;

    /// <param name="subscriber">With the version that the client has.</param>
    /// <param name="wait">In milliseconds; it ends at the first tick after.</param>
    public HeldPoll(Subscriber subscriber, long wait)
        : base(new AwaitedEnd(abort: null))
    {
        (_subscriber, _wait) = (subscriber, wait);
        Add(subscriber);
    }

    public override void Pump(long now)
    {
        if (!IsOver && _subscriber.IsOwed) End(SessionEnd.Answered);
    }

    public override void Sent(long now)
    {
    }

    public override void Tick(long now)
    {
        if (now >= _deadline) End(_endsAs);
    }

    public override void Drain(long now, long after)
    {
        if (now + after < _deadline) (_deadline, _endsAs) = (now + after, SessionEnd.Drained);
    }

    public override void Cut() => End(SessionEnd.Cut);

    public override void Leave() => End(SessionEnd.ClientLeft);

    protected override void Start(long now)
    {
        _deadline = now + _wait;
        Pump(now);
    }
}
