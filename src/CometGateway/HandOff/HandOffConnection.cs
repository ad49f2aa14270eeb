using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace CometGateway.HandOff;

/// <summary>
/// One connection as Kestrel sees it: what comes is read on the loop's thread, what is written goes to the socket on the writer's own,
/// and only what the socket does not take waits for the loop.
/// </summary>
internal sealed class HandOffConnection : DefaultConnectionContext, IEpollTarget, IHandOffFeature, IMemoryPoolFeature
{
    private const EpollEvents All = EpollEvents.Readable | EpollEvents.Writable | EpollEvents.PeerClosed | EpollEvents.Edges;

    /// <summary>Least room for one read.</summary>
    private const int ReadBytes = 2048;

    /// <summary>How often one connection reads before others on its loop have their turn.</summary>
    private const int ReadsAtOnce = 32;

    private static long _numbers = Random.Shared.NextInt64(1L << 60);

    private readonly CancellationTokenSource _closed = new();
    private readonly EdgeSignal _readable = new();
    private readonly EdgeSignal _writable = new();
    private readonly HandOffListener _listener;
    private readonly EpollLoop _loop;
    private readonly int _descriptor;
    private readonly Pipe _input;
    private readonly Pipe _output;
    private readonly Ends _own;
    private Task _receiving = Task.CompletedTask;
    private Task _sending = Task.CompletedTask;
    private volatile Stage _stage;
    private volatile bool _isSending;
    private bool _isPeerClosed;
    private bool _isPaused;

    public HandOffConnection(HandOffListener listener, EpollLoop loop, int descriptor, IPEndPoint remote)
        : base(Interlocked.Increment(ref _numbers).ToString("X", CultureInfo.InvariantCulture))
    {
        (_listener, _loop, _descriptor) = (listener, loop, descriptor);
        var options = listener.Options;
        _input = new(Options(PipeScheduler.ThreadPool, loop, options.MaxReadBufferSize));
        _output = new(Options(PipeScheduler.Inline, PipeScheduler.ThreadPool, options.MaxWriteBufferSize));
        Transport = _own = new Ends(_input.Reader, _output.Writer);
        Application = new Ends(_output.Reader, _input.Writer);
        ConnectionClosed = _closed.Token;
        RemoteEndPoint = remote;
        LocalEndPoint = SocketAddresses.Local(descriptor);
        Features.Set<IHandOffFeature>(this);
        Features.Set<IMemoryPoolFeature>(this);
    }

    private enum Stage
    {
        Open,
        Aborted,
        Closing,
        Taken,
    }

    public MemoryPool<byte> MemoryPool => _listener.Pool;

    public void Start()
    {
        _receiving = ReceiveAsync();
        _sending = SendAsync();
        _loop.Add(_descriptor, this, All);
    }

    void IEpollTarget.OnEvents(EpollEvents events)
    {
        _isPeerClosed |= (events & EpollEvents.Over) != EpollEvents.None;
        if ((events & (EpollEvents.Readable | EpollEvents.Over)) != EpollEvents.None) _readable.Set();
        if ((events & (EpollEvents.Writable | EpollEvents.Error | EpollEvents.HungUp)) != EpollEvents.None) _writable.Set();
    }

    public override void Abort(ConnectionAbortedException abortReason) => Leave(Stage.Aborted);

    /// <inheritdoc/>
    public Task<DescriptorWriter?> TryTakeAsync(bool isKeptAlive)
    {
        // A wrapper, such as TLS, has to see every byte.
        if (!ReferenceEquals(Transport, _own)) return Task.FromResult<DescriptorWriter?>(null);
        var taken = new TaskCompletionSource<DescriptorWriter?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _loop.Schedule(
            _ =>
            {
                try
                {
                    taken.SetResult(TryTake(isKeptAlive));
                }
                catch (Exception fault)
                {
                    taken.SetException(fault);
                }
            },
            null);
        return taken.Task;
    }

    public override async ValueTask DisposeAsync()
    {
        await _own.Input.CompleteAsync();
        await _own.Output.CompleteAsync();
        // It may end on the loop's thread, which is not for Kestrel's code.
        await _sending.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        Leave(Stage.Closing);
        await _receiving;
        if (_stage == Stage.Taken) await TellClosedAsync();
        else _loop.Schedule(static connection => ((HandOffConnection)connection!).Close(), this);
        _closed.Dispose();
        await base.DisposeAsync();
    }

    private static PipeOptions Options(PipeScheduler reader, PipeScheduler writer, MemoryPool<byte> pool, long? bytes) =>
        new(pool, reader, writer, bytes ?? 0, (bytes ?? 0) / 2, useSynchronizationContext: false);

    private PipeOptions Options(PipeScheduler reader, PipeScheduler writer, long? bytes) => Options(reader, writer, _listener.Pool, bytes);

    private void Leave(Stage stage)
    {
        // The first word counts: an aborted connection stays so, and one that was taken is none of Kestrel's business.
        if (Interlocked.CompareExchange(ref _stage, stage, Stage.Open) != Stage.Open) return;
        _loop.Schedule(static connection => ((HandOffConnection)connection!).Wake(), this);
    }

    private void Wake()
    {
        _readable.Set();
        _writable.Set();
        // A reader that is full would otherwise be waited for.
        if (_stage == Stage.Aborted) _input.Writer.CancelPendingFlush();
    }

    private void Close()
    {
        _loop.Remove(_descriptor);
        if (_stage == Stage.Aborted) Libc.ResetOnClose(_descriptor);
        else Libc.ShutDown(_descriptor);
        Libc.Close(_descriptor);
    }

    /// <summary>On the loop's thread, as every read is: so none is under way.</summary>
    private DescriptorWriter? TryTake(bool isKeptAlive)
    {
        if (_isPeerClosed || _isPaused || _isSending || HasUnread() || Interlocked.CompareExchange(ref _stage, Stage.Taken, Stage.Open) != Stage.Open) return null;
        var writer = new DescriptorWriter(_descriptor, _loop, isKeptAlive ? _listener : null);
        _loop.Change(_descriptor, writer, DescriptorWriter.Events);
        _readable.Set();
        return writer;
    }

    /// <summary>A request that was sent behind this one would be answered into the void.</summary>
    private bool HasUnread()
    {
        try
        {
            if (!Transport.Input.TryRead(out var read)) return false;
            Transport.Input.AdvanceTo(read.Buffer.Start, read.Buffer.Start);
            return !read.Buffer.IsEmpty || read.IsCompleted;
        }
        catch (Exception)
        {
            // Somebody reads, or the connection has failed: it throws whatever it was completed with.
            return true;
        }
    }

    private async Task ReceiveAsync()
    {
        Exception? fault = null;
        try
        {
            var isMore = true;
            while (isMore && _stage == Stage.Open)
            {
                await _readable.WaitAsync();
                var isThere = true;
                for (var reads = 0; isThere && isMore && reads < ReadsAtOnce && _stage == Stage.Open; reads++) (isThere, isMore) = await ReadAsync();
                // The others on the loop come first.
                if (isThere && isMore) _loop.Schedule(static signal => ((EdgeSignal)signal!).Set(), _readable);
            }
        }
        catch (Exception reset)
        {
            fault = reset;
        }

        await _input.Writer.CompleteAsync(_stage == Stage.Aborted ? new ConnectionAbortedException() : fault);
        if (_stage != Stage.Taken) await TellClosedAsync();
    }

    private async Task TellClosedAsync()
    {
        // What hears of the end is an application's code, which may do anything on this thread.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await _closed.CancelAsync();
        }
        catch (Exception)
        {
            // What the application throws there must not keep the descriptor open.
        }
    }

    /// <summary>Reads once.</summary>
    /// <returns>Whether there may be more right now, and whether there will ever be.</returns>
    private async ValueTask<(bool IsThere, bool IsMore)> ReadAsync()
    {
        var room = _input.Writer.GetMemory(ReadBytes);
        var count = Libc.Receive(_descriptor, room.Span);
        switch (count)
        {
            case 0:
                return (false, false);
            case Libc.Interrupted:
                return (true, true);
            case Libc.Again:
                return (false, true);
            case < 0:
                throw new ConnectionResetException($"The connection failed with error {-count} of the system.");
        }

        _input.Writer.Advance(count);
        var flush = _input.Writer.FlushAsync();
        if (!flush.IsCompleted) _isPaused = true;
        var flushed = await flush;
        _isPaused = false;
        // Where the peer is done, no further edge will say so.
        return (count == room.Length || _isPeerClosed, !flushed.IsCompleted && !flushed.IsCanceled);
    }

    private async Task SendAsync()
    {
        try
        {
            while (true)
            {
                _isSending = false;
                var read = await _output.Reader.ReadAsync();
                _isSending = true;
                if (_stage == Stage.Aborted || read.IsCanceled) break;
                if (_stage != Stage.Taken && !await SendAsync(read.Buffer)) break;
                _output.Reader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted) break;
            }
        }
        catch (Exception)
        {
            // What the writer completed its pipe with is the writer's to tell.
        }

        await _output.Reader.CompleteAsync();
    }

    /// <summary>False when the connection takes no more.</summary>
    private async ValueTask<bool> SendAsync(ReadOnlySequence<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var count = Gather.Send(_descriptor, bytes);
            if (count >= 0) bytes = bytes.Slice(count);
            else if (count == Libc.Again) await _writable.WaitAsync();
            else if (count != Libc.Interrupted) return false;
            if (_stage == Stage.Aborted) return false;
        }

        return true;
    }
}
