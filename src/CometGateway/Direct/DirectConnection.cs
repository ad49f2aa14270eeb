using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace CometGateway.Direct;

/// <summary>
/// Another transport's connection with fewer steps between what is written and the socket: <see cref="SocketWriter"/> where there is one, and within
/// TLS one record for what is flushed at once. Kestrel has blocks of 4 KiB there, and encrypts and sends each of them alone; a record may hold
/// 16 KiB (RFC 8446 §5.1).
/// </summary>
internal sealed class DirectConnection : ConnectionContext
{
    private const int RecordBytes = 16 * 1024;

    private readonly ConnectionContext _inner;
    private IDuplexPipe _transport;
    private bool _isSecured;

    public DirectConnection(ConnectionContext inner)
    {
        (_inner, _transport) = (inner, inner.Transport);
        // A stream of bytes, in TCP or a Unix domain socket.
        if (inner.Features.Get<IConnectionSocketFeature>() is { } socket) Transport = new Ends(_transport.Input, new SocketWriter(socket.Socket, _transport.Output));
    }

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
        get => _transport;
        set
        {
            _inner.Transport = _transport = value;
            if (_isSecured || _inner.Features.Get<ISslStreamFeature>() is not { } tls) return;
            _isSecured = true;
            _transport = new Ends(value.Input, PipeWriter.Create(tls.SslStream, new(minimumBufferSize: RecordBytes, leaveOpen: true)));
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
        await _inner.DisposeAsync();
        await base.DisposeAsync();
    }

    private sealed class Ends(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }
}
