using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using CometGateway.Core.Watching;

namespace CometGateway.Transports;

/// <summary>One client connection that is written to: its cursors, its clocks and the frame it is sending.</summary>
internal sealed class StreamSession : Session
{
    /// <summary>A large frame goes out in slices, so that a slow client holds one in its pipe and not megabytes: with what HTTP adds, two records of TLS.</summary>
    private const int SliceBytes = (32 * 1024) - 64;

    private readonly PipeWriter _writer;
    private readonly SessionFrames _frames;
    private readonly int _keepAlive;
    private readonly int _sendTimeout;
    private readonly Envelope? _envelope;
    private ConfiguredValueTaskAwaitable<FlushResult>.ConfiguredValueTaskAwaiter _sending;
    private SessionClock _clock;
    private SessionEnd _recycleAs = SessionEnd.Recycled;
    private SessionEnd? _leaving;
    private SessionEnd? _closingAs;
    private Queue<Notice>? _notices;
    private Action? _onSent;
    private LinePoll? _poll;
    private Frame _frame;
    private Slot? _slot;
    private bool _owesFarewell;
    private int _offset;
    private int _turn;
    private int _awaited;

    /// <param name="envelope">What the connection adds to frames; null for nothing.</param>
    public StreamSession(PipeWriter writer, SessionFrames frames, SessionTimes times, ISessionOwner owner, Envelope? envelope = null)
        : base(owner)
    {
        (_writer, _frames, _envelope) = (writer, frames.Later, envelope);
        (_keepAlive, _sendTimeout) = (times.KeepAlive, times.SendTimeout);
        _frame = envelope?.Begin(frames.Opening) ?? frames.Opening;
        // Its end is counted from when it joins.
        _clock = new(0, -1, times.Lifetime, times.Bytes - _frame.PlainLength);
    }

    /// <summary>For a connection with many resources.</summary>
    /// <param name="awaited">How many of its URLs are still to be admitted or refused; while there are any, it does not end for want of resources.</param>
    public StreamSession(PipeWriter writer, SessionFrames frames, SessionTimes times, ISessionOwner owner, Envelope envelope, int awaited)
        : this(writer, frames, times, owner, envelope) => _awaited = awaited;

    /// <summary>A long poll: it ends once it has told something new, each resource once at most.</summary>
    public bool EndsWithNews
    {
        get => _poll is not null;
        init => (_poll, _recycleAs) = value ? (new LinePoll(), SessionEnd.Answered) : (null, _recycleAs);
    }

    /// <summary>One more URL is awaited. From any thread.</summary>
    public void Expect() => Interlocked.Increment(ref _awaited);

    /// <summary>One of the URLs that are awaited has its resource.</summary>
    public void Admit(Subscriber subscriber, long now)
    {
        Interlocked.Decrement(ref _awaited);
        Add(subscriber);
        Pump(now);
    }

    /// <summary>One of the URLs that are awaited has none.</summary>
    public void Refuse(Notice notice, long now)
    {
        Interlocked.Decrement(ref _awaited);
        (_notices ??= []).Enqueue(notice);
        Pump(now);
    }

    /// <summary>Writes what the client is owed until it is up to date or the connection is full.</summary>
    public override void Pump(long now)
    {
        while (_clock.SendingSince < 0 && !IsOver)
        {
            if (_offset == _frame.Length && !TakeNext(now)) return;
            Send(now);
        }
    }

    public override void Sent(long now)
    {
        _clock = _clock with { SendingSince = -1 };
        Taken();
        Pump(now);
    }

    public override void Tick(long now)
    {
        switch (_clock.Due(now, _keepAlive, _sendTimeout))
        {
            case SessionDuty.Stalled:
                // The pending flush then completes, and the session ends there.
                _leaving ??= SessionEnd.Stalled;
                Owner.Abort();
                break;
            case SessionDuty.Recycle:
                // Nothing is out, so the last event was whole: the client comes back with its id and misses nothing.
                Close(_recycleAs);
                Pump(now);
                break;
            case SessionDuty.KeepAlive:
                Take(_frames.KeepAlive);
                Pump(now);
                break;
            case SessionDuty.None when _poll is { } poll && poll.IsOverdue(now) && _clock.SendingSince < 0:
                Close(SessionEnd.Answered);
                Pump(now);
                break;
        }
    }

    public override void Drain(long now, long after)
    {
        if (_recycleAs == SessionEnd.Drained) return;
        // A poll whose time is over sooner is answered as it would be without the drain.
        if (_poll is not null && now + after >= _clock.RecycleAt) return;
        _recycleAs = SessionEnd.Drained;
        _clock = _clock with { RecycleAt = Math.Min(_clock.RecycleAt, now + after) };
        _owesFarewell = true;
        Pump(now);
    }

    /// <summary>A write that is still out completes as its connection is cut, and the session ends there.</summary>
    public override void Cut()
    {
        _leaving ??= SessionEnd.Cut;
        Owner.Abort();
        if (_clock.SendingSince < 0) End(_leaving.Value);
    }

    /// <summary>A write that is still out completes by itself, as its connection is gone too.</summary>
    public override void Leave()
    {
        _leaving ??= SessionEnd.ClientLeft;
        if (_clock.SendingSince < 0) End(_leaving.Value);
    }

    protected override void Start(long now)
    {
        _clock = _clock with { LastWrite = now, RecycleAt = now + _clock.RecycleAt };
        Pump(now);
    }

    private bool TakeNext(long now)
    {
        if (_closingAs is { } end)
        {
            End(end);
            return false;
        }

        var isTimeUp = _clock.IsTimeUp(now);
        if (TakeOwed(isTimeUp, now) || TakeNotice(now)) return true;
        if (_owesFarewell)
        {
            _owesFarewell = false;
            Take(_frames.Farewell);
            return true;
        }

        if (_clock.RecycleAt == long.MinValue) Close(_recycleAs);
        else if (_poll is { HasNews: true } && Volatile.Read(ref _awaited) == 0) Close(SessionEnd.Answered);
        else if (Subscribers.Count == 0 && Volatile.Read(ref _awaited) == 0) Close(SessionEnd.ResourceOver);
        else if (isTimeUp && Volatile.Read(ref _awaited) == 0) Close(_recycleAs);
        return _offset < _frame.Length;
    }

    /// <summary>The resources take turns, so that one that changes all the time leaves room for the others.</summary>
    private bool TakeOwed(bool isTimeUp, long now)
    {
        for (var asked = 0; asked < Subscribers.Count; asked++)
        {
            if (_turn >= Subscribers.Count) _turn = 0;
            var subscriber = Subscribers[_turn];
            // A session that always has something to send would otherwise never reach a quiet tick. The first state goes out whatever
            // the bounds are: a client that is sent away before it would come back for ever.
            if (!((isTimeUp || _poll is not null) && subscriber.HasDelivered) && subscriber.Next() is { } frame)
            {
                _turn++;
                if (subscriber.HasNews) _poll?.Told(now);
                Take(frame, subscriber.Slot);
                return true;
            }

            if (subscriber.IsOver)
            {
                // The client cannot open one URL again by itself: it comes back for all, and is then given the right resource.
                if (subscriber is { Slot: not null, IsToReturn: true }) _clock = _clock with { RecycleAt = long.MinValue };
                Remove(subscriber);
                asked--;
            }
            else
            {
                _turn++;
            }
        }

        return false;
    }

    private bool TakeNotice(long now)
    {
        if (_notices is null || !_notices.TryDequeue(out var notice)) return false;
        notice.Told();
        _poll?.Told(now);
        Take(notice.Line, notice.Slot);
        return true;
    }

    /// <summary>Ends it after the last bytes.</summary>
    private void Close(SessionEnd end)
    {
        if (_closingAs is not null) return;
        _closingAs = end;
        (_frame, _offset, _slot) = (_envelope?.End(_frames.Closing) ?? _frames.Closing, 0, null);
        if (_frame.Length == 0) End(end);
    }

    private void Take(Frame frame, Slot? slot = null)
    {
        (_frame, _offset, _slot) = (frame, 0, slot);
        // What a client keeps of a stream it keeps decoded.
        _clock = _clock with { BytesLeft = _clock.BytesLeft - frame.PlainLength };
        if (slot is null) _envelope?.Add(frame);
    }

    private void Send(long now)
    {
        try
        {
            var slice = TakeSlice();
            _sending = slice.IsEmpty ? Begun(_writer.FlushAsync()) : Begun(_writer.WriteAsync(slice));
        }
        catch (Exception)
        {
            // The connection is gone and its request is on the way out; whatever it threw says no more than that.
            End(_leaving ?? SessionEnd.ClientLeft);
            return;
        }

        _clock = _clock with { LastWrite = now };
        if (_sending.IsCompleted)
        {
            Taken();
            return;
        }

        _clock = _clock with { SendingSince = now };
        _sending.UnsafeOnCompleted(_onSent ??= () => Shard.Post(ShardWorkKind.Sent, this));
    }

    /// <summary>The next slice of a shared frame; empty for a dressed one, which is copied into the writer here.</summary>
    private ReadOnlyMemory<byte> TakeSlice()
    {
        if (_slot is not null)
        {
            var before = _offset;
            var written = _envelope!.Write(_writer, _slot, _frame, ref _offset, SliceBytes);
            Shard.BytesWritten += written;
            _clock = _clock with { BytesLeft = _clock.BytesLeft - (written - (_offset - before)) };
            return default;
        }

        var slice = _frame.Bytes.AsMemory(_offset, Math.Min(SliceBytes, _frame.Length - _offset));
        _offset += slice.Length;
        Shard.BytesWritten += slice.Length;
        return slice;
    }

    private static ConfiguredValueTaskAwaitable<FlushResult>.ConfiguredValueTaskAwaiter Begun(ValueTask<FlushResult> write) => write.ConfigureAwait(false).GetAwaiter();

    private void Taken()
    {
        var isGone = _leaving is not null;
        try
        {
            var result = _sending.GetResult();
            isGone |= result.IsCompleted || result.IsCanceled;
        }
        catch (Exception)
        {
            isGone = true;
        }

        if (isGone) End(_leaving ?? SessionEnd.ClientLeft);
    }
}
