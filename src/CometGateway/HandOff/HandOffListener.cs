using System.Buffers;
using System.ComponentModel;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace CometGateway.HandOff;

/// <summary>Takes connections from a listening socket, and takes back those whose streams have ended.</summary>
internal sealed class HandOffListener : IConnectionListener, IEpollTarget
{
    /// <summary>How many are taken before others on the loop have their turn.</summary>
    private const int AtOnce = 64;

    /// <summary>When there is no descriptor or no memory left for one more, somebody has to go first.</summary>
    private static readonly TimeSpan _rest = TimeSpan.FromMilliseconds(100);

    private readonly Channel<HandOffConnection> _accepted = Channel.CreateUnbounded<HandOffConnection>(new() { SingleReader = true });
    private readonly Socket _socket;
    private readonly int _descriptor;
    private readonly EpollLoop _loop;
    private readonly Func<EpollLoop> _nextLoop;
    private readonly MemoryPool<byte> _pool;
    private readonly SocketTransportOptions _options;
    private readonly ITimer _rested;
    private bool _isListening = true;

    public HandOffListener(Socket socket, Func<EpollLoop> nextLoop, MemoryPool<byte> pool, SocketTransportOptions options, TimeProvider time)
    {
        (_socket, _nextLoop, _pool, _options) = (socket, nextLoop, pool, options);
        _socket.Blocking = false;
        _descriptor = (int)_socket.SafeHandle.DangerousGetHandle();
        EndPoint = _socket.LocalEndPoint!;
        _loop = nextLoop();
        _rested = time.CreateTimer(_ => _loop.Schedule(static listener => ((HandOffListener)listener!).Listen(), this), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _loop.Add(_descriptor, this, EpollEvents.Readable);
    }

    public EndPoint EndPoint { get; }

    public MemoryPool<byte> Pool => _pool;

    public SocketTransportOptions Options => _options;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
        await _accepted.Reader.WaitToReadAsync(cancellationToken) && _accepted.Reader.TryRead(out var connection) ? connection : null;

    /// <summary>A connection whose stream has ended goes on with its next request, or is closed where nobody listens any more.</summary>
    public void TakeBack(int descriptor)
    {
        if (Volatile.Read(ref _isListening) && SocketAddresses.Remote(descriptor) is { } remote)
        {
            _ = TryServe(descriptor, remote);
            return;
        }

        Libc.ShutDown(descriptor);
        Libc.Close(descriptor);
    }

    void IEpollTarget.OnEvents(EpollEvents events)
    {
        Span<byte> address = stackalloc byte[SocketAddresses.Size];
        for (var i = 0; i < AtOnce && _isListening; i++)
        {
            var descriptor = Libc.Accept(_descriptor, address, out var length);
            switch (descriptor)
            {
                case >= 0:
                    if (_options.NoDelay) Libc.SendAtOnce(descriptor);
                    if (SocketAddresses.Read(address[..length]) is not { } remote)
                    {
                        Libc.Close(descriptor);
                        break;
                    }

                    if (TryServe(descriptor, remote)) break;
                    Rest();
                    return;
                case Libc.Again:
                    return;
                case Libc.TooManyOpenFiles or Libc.TooManyOpenFilesOfAll or Libc.NoMemory or Libc.NoBuffers:
                    Rest();
                    return;
                default:
                    // An error of the connection that was to be taken, which is over (accept(2)).
                    break;
            }
        }
    }

    public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        var isOver = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _loop.Schedule(
            _ =>
            {
                if (_isListening)
                {
                    Volatile.Write(ref _isListening, false);
                    _loop.Remove(_descriptor);
                    _socket.Dispose();
                    _accepted.Writer.TryComplete();
                }

                isOver.SetResult();
            },
            null);
        await isOver.Task;
    }

    public async ValueTask DisposeAsync()
    {
        await UnbindAsync();
        await _rested.DisposeAsync();
        while (_accepted.Reader.TryRead(out var connection)) await connection.DisposeAsync();
    }

    /// <summary>Asked again at once, the kernel would say the same, as fast as it can.</summary>
    private void Rest()
    {
        // It stays in the set, as there may be no room to come back to.
        _loop.Change(_descriptor, this, EpollEvents.None);
        _rested.Change(_rest, Timeout.InfiniteTimeSpan);
    }

    private void Listen()
    {
        if (_isListening) _loop.Change(_descriptor, this, EpollEvents.Readable);
    }

    /// <summary>False when the system has no room for it; it is closed then.</summary>
    private bool TryServe(int descriptor, IPEndPoint remote)
    {
        try
        {
            var connection = new HandOffConnection(this, _nextLoop(), descriptor, remote);
            connection.Start();
            // Nobody takes it any more: it is closed by its own loop.
            if (!_accepted.Writer.TryWrite(connection)) _ = connection.DisposeAsync().AsTask();
            return true;
        }
        catch (Win32Exception)
        {
            Libc.Close(descriptor);
            return false;
        }
    }
}
