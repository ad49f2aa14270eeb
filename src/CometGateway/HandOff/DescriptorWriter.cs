using System.IO.Pipelines;

namespace CometGateway.HandOff;

/// <summary>
/// What is left of a connection that was taken from the server: writes go straight to the socket, each as one chunk. Only what the socket
/// does not take is kept, and goes out from the loop's thread. One write at a time; every other member is safe from any thread.
/// </summary>
/// <param name="listener">Gets the connection back when the answer has ended; null where no other request may follow.</param>
internal sealed class DescriptorWriter(int descriptor, EpollLoop loop, HandOffListener? listener) : PipeWriter, IEpollTarget
{
    /// <summary>What it wants to hear of. What the client sends is left to wait for its turn.</summary>
    public const EpollEvents Events = EpollEvents.Writable | EpollEvents.PeerClosed | EpollEvents.Edges;

    private static readonly Told _told = new();

    private IHangUpTarget? _hungUp;
    private Blocked? _blocked;
    private bool _isOver;
    private volatile bool _isAborted;

    /// <summary>Tells of the client's going; at once when it has gone already.</summary>
    public void TellOfHangUp(IHangUpTarget target)
    {
        if (Interlocked.CompareExchange(ref _hungUp, target, null) is not null) target.OnHangUp();
    }

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        if (source.IsEmpty) return default;
        if (_isAborted) return new(Gone);
        var count = Chunk.Send(descriptor, source.Span, 0);
        if (count == Chunk.LengthOf(source.Length)) return default;
        if (count < 0 && count is not (Libc.Again or Libc.Interrupted)) return new(Gone);
        return Wait(source, Math.Max(0, count));
    }

    /// <summary>Every write goes at once.</summary>
    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => default;

    public override void Advance(int bytes) => throw Unsupported();

    public override Memory<byte> GetMemory(int sizeHint = 0) => throw Unsupported();

    public override Span<byte> GetSpan(int sizeHint = 0) => throw Unsupported();

    public override void CancelPendingFlush() => throw new NotSupportedException("A write is ended by Abort.");

    /// <summary>Ends the answer; the connection may be used for another.</summary>
    public override void Complete(Exception? exception = null)
    {
        var isWhole = exception is null && !_isAborted && Libc.Send(descriptor, Chunk.Last) == Chunk.Last.Length;
        loop.Schedule(_ => LetGo(isWhole), null);
    }

    /// <summary>Resets the connection under a write that does not end. What remains to be done is <see cref="Complete"/>.</summary>
    public void Abort()
    {
        _isAborted = true;
        loop.Schedule(static writer => ((DescriptorWriter)writer!).EndBlocked(), this);
    }

    void IEpollTarget.OnEvents(EpollEvents events)
    {
        if ((events & EpollEvents.Writable) != EpollEvents.None) Continue();
        if ((events & EpollEvents.Over) == EpollEvents.None || _isOver) return;
        _isOver = true;
        EndBlocked();
        Interlocked.Exchange(ref _hungUp, _told)?.OnHangUp();
    }

    private static NotSupportedException Unsupported() => new("There is no buffer here: write with WriteAsync.");

    private static FlushResult Gone => new(isCanceled: false, isCompleted: true);

    private ValueTask<FlushResult> Wait(ReadOnlyMemory<byte> source, int sent)
    {
        var blocked = new Blocked(this, source, sent);
        // The loop's thread tries again first: the edge may have come before it knew of this write.
        loop.Schedule(static state => ((Blocked)state!).Begin(), blocked);
        return new(blocked.Done.Task);
    }

    private void Begin(Blocked blocked)
    {
        _blocked = blocked;
        if (_isOver || _isAborted) EndBlocked();
        else Continue();
    }

    private void Continue()
    {
        while (_blocked is { } blocked)
        {
            var count = Chunk.Send(descriptor, blocked.Source.Span, blocked.Sent);
            if (count == Libc.Again) return;
            if (count == Libc.Interrupted) continue;
            if (count < 0)
            {
                EndBlocked();
                return;
            }

            blocked.Sent += count;
            if (blocked.Sent < Chunk.LengthOf(blocked.Source.Length)) continue;
            _blocked = null;
            blocked.Done.SetResult(default);
        }
    }

    private void EndBlocked()
    {
        var blocked = _blocked;
        _blocked = null;
        blocked?.Done.SetResult(Gone);
    }

    private void LetGo(bool isWhole)
    {
        EndBlocked();
        loop.Remove(descriptor);
        if (isWhole && !_isOver && listener is not null)
        {
            listener.TakeBack(descriptor);
            return;
        }

        if (_isAborted) Libc.ResetOnClose(descriptor);
        else Libc.ShutDown(descriptor);
        Libc.Close(descriptor);
    }

    private sealed class Told : IHangUpTarget
    {
        public void OnHangUp()
        {
        }
    }

    /// <summary>A write that the socket has not taken whole.</summary>
    private sealed class Blocked(DescriptorWriter writer, ReadOnlyMemory<byte> source, int sent)
    {
        public void Begin() => writer.Begin(this);

        public ReadOnlyMemory<byte> Source => source;

        public int Sent { get; set; } = sent;

        public TaskCompletionSource<FlushResult> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
