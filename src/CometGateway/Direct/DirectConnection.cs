using System.IO.Pipelines;
using System.Net;
using CometGateway.HandOff;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace CometGateway.Direct;

/// <summary>
/// A connection with fewer steps between what is written and the socket: <see cref="SocketWriter"/> where it is one of Kestrel's sockets, and within
/// TLS one record for what is flushed at once. Kestrel has blocks of 4 KiB there, and encrypts and sends each of them alone; a record may hold
/// 16 KiB (RFC 8446 §5.1). What is not flushed when a connection within TLS ends is not sent.
/// </summary>
internal sealed class DirectConnection : ConnectionContext, IDuplexPipe
{
    private const int RecordBytes = 16 * 1024;

    private readonly ConnectionContext _inner;
    private readonly PipeReader _input;
    private readonly SocketWriter? _writer;
    private bool _isSecured;

    public DirectConnection(ConnectionContext inner)
    {
        (_inner, _input) = (inner, inner.Transport.Input);
        if (inner.Features.Get<IConnectionSocketFeature>() is not { } socket) return;
        _writer = new(socket.Socket, inner.Transport.Output);
        inner.Transport = this;
    }

    PipeReader IDuplexPipe.Input => _input;

    PipeWriter IDuplexPipe.Output => _writer!;

    public override string ConnectionId
    {
        get => _inner.ConnectionId;
        set => _inner.ConnectionId = value;
    }

    public override IFeatureCollection Features => _inner.Features;

    public override IDictionary<object, object?> Items
    {
        get => _inner.Items;
        set => _inner.Items = value;
    }

    /// <summary>Set by what wraps the connection: the first that comes once there is TLS is Kestrel's own TLS.</summary>
    public override IDuplexPipe Transport
    {
        get => _inner.Transport;
        set
        {
            // One that is not authenticated has failed, and what comes back then is what was there before.
            if (!_isSecured && Features.Get<ISslStreamFeature>() is { SslStream: { IsAuthenticated: true } tls })
            {
                _isSecured = true;
                value = new Ends(value.Input, PipeWriter.Create(tls, new(minimumBufferSize: RecordBytes, leaveOpen: true)));
            }

            _inner.Transport = value;
        }
    }

    public override CancellationToken ConnectionClosed
    {
        get => _inner.ConnectionClosed;
        set => _inner.ConnectionClosed = value;
    }

    public override EndPoint? LocalEndPoint
    {
        get => _inner.LocalEndPoint;
        set => _inner.LocalEndPoint = value;
    }

    public override EndPoint? RemoteEndPoint
    {
        get => _inner.RemoteEndPoint;
        set => _inner.RemoteEndPoint = value;
    }

    public override void Abort() => _inner.Abort();

    public override void Abort(ConnectionAbortedException abortReason) => _inner.Abort(abortReason);

    public override async ValueTask DisposeAsync()
    {
        // The transport completes the pipe that it knows, which sends what is left in it.
        try
        {
            _writer?.Complete();
        }
        finally
        {
            await _inner.DisposeAsync();
            await base.DisposeAsync();
        }
    }
}
