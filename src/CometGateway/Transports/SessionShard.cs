using System.Threading.Channels;
using CometGateway.Diagnostics;

namespace CometGateway.Transports;

/// <summary>
/// A loop that owns a share of the sessions. All that happens to them comes through one inbox, so nothing here is locked:
/// a change walks the sessions of its resource and copies the shared frame into each pipe, and a tick once a second walks all of them.
/// </summary>
internal sealed partial class SessionShard : IDisposable
{
    /// <summary>
    /// After so many relayed sessions of a walk their connections' loops have their turn: they find in the processor's cache what has just been written, and not when thousands of
    /// others have been written to as well. About an eighth of a delivery's CPU (benchmark "secure").
    /// </summary>
    public const int RelayedInTurn = 64;

    /// <summary>In milliseconds: where a turn of others takes longer, the walk does not wait for a second one.</summary>
    private const long LongTurn = 50;

    private static readonly TimeSpan _tickPeriod = TimeSpan.FromSeconds(1);

    private readonly Channel<ShardWork> _inbox = Channel.CreateUnbounded<ShardWork>(new() { SingleReader = true });
    private readonly List<Session> _sessions = [];
    private readonly TimeProvider _time;
    private readonly CometMetrics _metrics;
    private readonly ILogger _logger;
    private readonly ITimer _ticker;
    private long? _leaveBy;
    private int _isTickQueued;
    private bool _isFaultTold;

    public SessionShard(int index, TimeProvider time, CometMetrics metrics, ILogger logger)
    {
        (Index, _time, _metrics, _logger) = (index, time, metrics, logger);
        using (ExecutionContext.SuppressFlow())
        {
            Completion = Task.Run(RunAsync);
            _ticker = time.CreateTimer(_ => QueueTick(), null, _tickPeriod, _tickPeriod);
        }
    }

    public int Index { get; }

    public Task Completion { get; }

    /// <summary>Sessions add to it; the loop reports it once for each piece of work and not once for each delivery.</summary>
    public long BytesWritten { get; set; }

    private long Now => (long)_time.GetElapsedTime(0).TotalMilliseconds;

    public void Post(ShardWorkKind kind, object? target = null, long milliseconds = 0) =>
        _inbox.Writer.TryWrite(new(kind, target, milliseconds));

    public void Remove(Session session)
    {
        var last = _sessions[^1];
        _sessions[session.Index] = last;
        last.Index = session.Index;
        _sessions.RemoveAt(_sessions.Count - 1);
    }

    public void Dispose()
    {
        _ticker.Dispose();
        _inbox.Writer.TryComplete();
    }

    private void QueueTick()
    {
        if (Interlocked.Exchange(ref _isTickQueued, 1) == 0) Post(ShardWorkKind.Tick);
    }

    private async Task RunAsync()
    {
        await foreach (var work in _inbox.Reader.ReadAllAsync())
        {
            try
            {
                if (work is { Kind: ShardWorkKind.Changed, Target: Broadcast broadcast }) await WalkAsync(broadcast);
                else Handle(work);
                if (BytesWritten > 0) _metrics.BytesSent(BytesWritten);
            }
            catch (Exception fault)
            {
                // Whatever it was, the loop is what all sessions live by.
                LogWorkFailed(fault, work.Kind);
            }

            (BytesWritten, _isFaultTold) = (0, false);
        }
    }

    private void Handle(ShardWork work)
    {
        switch (work)
        {
            case { Kind: ShardWorkKind.Join, Target: Session session }:
                session.Index = _sessions.Count;
                _sessions.Add(session);
                Do(session, (one, now) => one.Join(this, now));
                DrainIfLate(session);
                break;
            case { Kind: ShardWorkKind.Admit, Target: Admission { Session.IsOver: false } admitted }:
                Do(admitted.Session, (one, now) => one.Admit(admitted.Subscriber, now));
                DrainIfLate(admitted.Session);
                break;
            case { Kind: ShardWorkKind.Refuse, Target: Notice { Session.IsOver: false } notice }:
                Do(notice.Session, (one, now) => one.Refuse(notice, now));
                break;
            case { Kind: ShardWorkKind.Drop, Target: Subscriber { Session.IsOver: false } subscriber }:
                subscriber.Session.Remove(subscriber);
                break;
            case { Kind: ShardWorkKind.Leave, Target: Session { IsOver: false } session }:
                Do(session, static (one, _) => one.Leave());
                break;
            case { Kind: ShardWorkKind.Sent, Target: Session { IsOver: false } session }:
                Do(session, static (one, now) => one.Sent(now));
                break;
            case { Kind: ShardWorkKind.CutAll }:
                for (var i = _sessions.Count - 1; i >= 0; i--) Do(_sessions[i], static (one, _) => one.Cut());
                break;
            case { Kind: ShardWorkKind.Tick }:
                Interlocked.Exchange(ref _isTickQueued, 0);
                for (var i = _sessions.Count - 1; i >= 0; i--) Do(_sessions[i], static (one, now) => one.Tick(now));
                break;
            case { Kind: ShardWorkKind.DrainResource, Target: Broadcast broadcast }:
                var group = broadcast.GroupOn(this);
                group.LeaveBy = Now + work.Milliseconds;
                for (var i = group.Count - 1; i >= 0; i--)
                {
                    if (i < group.Count) Drain(group[i].Session!, work.Milliseconds);
                }

                break;
            case { Kind: ShardWorkKind.DrainAll }:
                _leaveBy = Now + work.Milliseconds;
                for (var i = _sessions.Count - 1; i >= 0; i--) Drain(_sessions[i], work.Milliseconds);
                break;
        }
    }

    /// <summary>Nothing else happens to the sessions meanwhile, as the inbox waits for its end.</summary>
    private async ValueTask WalkAsync(Broadcast broadcast)
    {
        var group = broadcast.GroupOn(this);
        group.ClearDirty();
        // What is published from here on has a walk of its own.
        var current = broadcast.View.Current;
        var (now, hasMembers, relayed, mayWait) = (Now, group.Count > 0, 0, true);
        for (var i = group.Count - 1; i >= 0; i--)
        {
            // A connection may have the resource under several URLs, and take all of them out at once.
            if (i >= group.Count) continue;
            var session = group[i].Session!;
            Do(session, now, static (one, now) => one.Pump(now));
            if (!session.IsRelayed || ++relayed % RelayedInTurn != 0 || !mayWait || i == 0) continue;
            var before = Now;
            await Task.Yield();
            now = Now;
            mayWait = now - before <= LongTurn;
        }

        // A walk for a new status writes no change, and an old state would count as a very late one.
        if (current is null || ReferenceEquals(current, group.Written)) return;
        group.Written = current;
        if (hasMembers) _metrics.ChangeOnWire(current);
    }

    private void Drain(Session session, long window) => Do(session, (one, now) => one.Drain(now, (long)(Random.Shared.NextDouble() * window)));

    private void Do<TSession>(TSession session, Action<TSession, long> act)
        where TSession : Session => Do(session, Now, act);

    /// <summary>One session's fault is its own end, and not that of the walk over the others: its client comes back with what it has.</summary>
    private void Do<TSession>(TSession session, long now, Action<TSession, long> act)
        where TSession : Session
    {
        try
        {
            act(session, now);
        }
        catch (Exception fault)
        {
            // What all of them fail by is told once.
            if (!_isFaultTold) LogSessionFailed(fault);
            _isFaultTold = true;
            session.Fail();
        }
    }

    /// <summary>One that was being opened while the others were told to leave.</summary>
    private void DrainIfLate(Session session)
    {
        var leaveBy = _leaveBy;
        for (var i = 0; leaveBy is null && i < session.Subscribers.Count; i++) leaveBy = session.Subscribers[i].Broadcast.GroupOn(this).LeaveBy;
        if (leaveBy is { } by && !session.IsOver) Drain(session, Math.Max(0, by - Now));
    }
}
