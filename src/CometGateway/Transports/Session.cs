using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using CometGateway.Core.Watching;

namespace CometGateway.Transports;

/// <summary>
/// One client connection: its cursor, its clocks and the frame it is sending. A passive object: every method but
/// <see cref="Completion"/> is called from its shard's loop, and the request's own task only awaits the completion.
/// </summary>
internal sealed class Session
{
    /// <summary>A large frame goes out in slices, so that a slow client holds one slice in its pipe and not megabytes.</summary>
    private const int SliceBytes = 32 * 1024;

    private readonly TaskCompletionSource<SessionEnd> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PipeWriter _writer;
    private readonly Action _abort;
    private readonly byte[] _keepAlive;
    private readonly SessionTimes _times;
    private readonly Action _onSent;
    private ConfiguredValueTaskAwaitable<FlushResult>.ConfiguredValueTaskAwaiter _sending;
    private SessionShard? _shard;
    private SessionClock _clock;
    private SessionEnd _recycleAs = SessionEnd.Recycled;
    private SessionEnd? _leaving;
    private byte[] _frame;
    private byte[]? _farewell;
    private int _offset;

    /// <param name="opening">What the client reads first, before anything of the resource.</param>
    /// <param name="abort">Cuts the connection under a write that does not end.</param>
    public Session(PipeWriter writer, Subscriber subscriber, byte[] opening, byte[] keepAlive, SessionTimes times, Action abort)
    {
        (_writer, _frame, _keepAlive, _times, _abort) = (writer, opening, keepAlive, times, abort);
        Subscriber = subscriber;
        subscriber.Session = this;
        _onSent = () => _shard!.Post(ShardWorkKind.Sent, this);
    }

    public Subscriber Subscriber { get; }

    /// <summary>Its slot in the shard; the shard's own bookkeeping.</summary>
    public int Index { get; set; }

    public bool IsOver { get; private set; }

    /// <summary>Completes when nothing will be written any more, so that the request may end.</summary>
    public Task<SessionEnd> Completion => _completion.Task;

    public void Join(SessionShard shard, long now)
    {
        _shard = shard;
        _clock = new(now, -1, now + _times.Lifetime, _times.Bytes);
        Pump(now);
    }

    /// <summary>Writes what the client is owed until it is up to date or the connection is full.</summary>
    public void Pump(long now)
    {
        while (_clock.SendingSince < 0 && !IsOver)
        {
            if (_offset == _frame.Length && !TakeNext(now)) return;
            var slice = _frame.AsMemory(_offset, Math.Min(SliceBytes, _frame.Length - _offset));
            _offset += slice.Length;
            Send(slice, now);
        }
    }

    /// <summary>The write that was out has been taken, or has failed.</summary>
    public void Sent(long now)
    {
        _clock = _clock with { SendingSince = -1 };
        Taken();
        Pump(now);
    }

    public void Tick(long now)
    {
        switch (_clock.Due(now, _times.KeepAlive, _times.SendTimeout))
        {
            case SessionDuty.Stalled:
                // The pending flush then completes, and the session ends there.
                _leaving ??= SessionEnd.Stalled;
                _abort();
                break;
            case SessionDuty.Recycle:
                // Nothing is out, so the last event was whole: the client comes back with its id and misses nothing.
                End(_recycleAs);
                break;
            case SessionDuty.KeepAlive:
                (_frame, _offset) = (_keepAlive, 0);
                Pump(now);
                break;
        }
    }

    /// <summary>Tells the client at once, and recycles the session <paramref name="after"/> milliseconds from now.</summary>
    public void Drain(byte[] farewell, long now, long after)
    {
        if (_recycleAs == SessionEnd.Drained) return;
        _recycleAs = SessionEnd.Drained;
        _clock = _clock with { RecycleAt = Math.Min(_clock.RecycleAt, now + after) };
        _farewell = farewell;
        Pump(now);
    }

    /// <summary>Ends it now. A write that is still out completes as its connection is cut, and the session ends there.</summary>
    public void Cut()
    {
        _leaving ??= SessionEnd.Cut;
        _abort();
        if (_clock.SendingSince < 0) End(_leaving.Value);
    }

    /// <summary>The client has gone. A write that is still out completes by itself, as its connection is gone too.</summary>
    public void Leave()
    {
        _leaving ??= SessionEnd.ClientLeft;
        if (_clock.SendingSince < 0) End(_leaving.Value);
    }

    private bool TakeNext(long now)
    {
        // A session that always has something to send would otherwise never reach a quiet tick. The first state goes out whatever
        // the bounds are: a client that is sent away before it would come back for ever.
        var isTimeUp = _clock.IsTimeUp(now) && Subscriber.HasDelivered;
        if (!isTimeUp && Subscriber.Next() is { } frame)
        {
            (_frame, _offset) = (frame, 0);
            return true;
        }

        if (_farewell is not null)
        {
            (_frame, _offset, _farewell) = (_farewell, 0, null);
            return true;
        }

        if (Subscriber.IsOver) End(SessionEnd.ResourceOver);
        else if (isTimeUp) End(_recycleAs);
        return false;
    }

    private void Send(ReadOnlyMemory<byte> slice, long now)
    {
        _shard!.BytesWritten += slice.Length;
        _clock = _clock with { LastWrite = now, BytesLeft = _clock.BytesLeft - slice.Length };
        try
        {
            _sending = _writer.WriteAsync(slice).ConfigureAwait(false).GetAwaiter();
        }
        catch (Exception)
        {
            // The connection is gone and its request is on the way out; whatever it threw says no more than that.
            End(_leaving ?? SessionEnd.ClientLeft);
            return;
        }

        if (_sending.IsCompleted)
        {
            Taken();
            return;
        }

        _clock = _clock with { SendingSince = now };
        _sending.UnsafeOnCompleted(_onSent);
    }

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

    private void End(SessionEnd end)
    {
        if (IsOver) return;
        IsOver = true;
        _shard!.Remove(this);
        _completion.SetResult(end);
    }
}
