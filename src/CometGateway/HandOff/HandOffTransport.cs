using System.Buffers;
using System.Net;
using System.Net.Sockets;
using CometGateway.Configuration;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace CometGateway.HandOff;

/// <summary>
/// A transport for Kestrel whose connections can be taken away from it. Used for TCP on Linux where Comet:HandOff says so;
/// anything else is left to Kestrel's own.
/// </summary>
internal sealed partial class HandOffTransport(
    CometRoutes routes, IMemoryPoolFactory<byte> pools, IOptions<SocketTransportOptions> options, TimeProvider time, ILogger<HandOffTransport> logger)
    : IConnectionListenerFactory, IConnectionListenerFactorySelector, IDisposable
{
    /// <summary>Kestrel's own default is for clients that do not all come at once; the kernel bounds it by net.core.somaxconn.</summary>
    private const int Backlog = 4096;

    private readonly Lock _starting = new();
    private EpollLoop[]? _loops;
    private uint _next;

    public bool CanBind(EndPoint endpoint)
    {
        if (!routes.Current.Settings.HandOff) return false;
        if (endpoint is IPEndPoint && OperatingSystem.IsLinux() && Environment.Is64BitProcess) return true;
        LogNotHere(endpoint);
        return false;
    }

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        Socket? socket = null;
        try
        {
            socket = options.Value.CreateBoundListenSocket(endpoint);
            socket.Listen(Math.Max(Backlog, options.Value.Backlog));
            LogBound(endpoint);
            return new(new HandOffListener(socket, NextLoop, pools.Create(), options.Value, time));
        }
        catch (Exception fault)
        {
            socket?.Dispose();
            // Kestrel knows what to say of that one.
            if (fault is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse }) throw new AddressInUseException(fault.Message, fault);
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var loop in _loops ?? []) loop.Dispose();
    }

    private EpollLoop NextLoop()
    {
        var loops = _loops;
        if (loops is null)
        {
            lock (_starting) loops = _loops ??= [.. Enumerable.Range(0, Math.Max(1, Environment.ProcessorCount / 2)).Select(index => new EpollLoop(logger, index))];
        }

        return loops[Interlocked.Increment(ref _next) % (uint)loops.Length];
    }
}
