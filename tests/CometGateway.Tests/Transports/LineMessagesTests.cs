using System.Net.WebSockets;
using System.Text;
using CometGateway.Transports;

namespace CometGateway.Tests.Transports;

public class LineMessagesTests
{
    [Fact]
    public async Task Flush_SendsEachLineAsAMessageWithoutItsLineEnd()
    {
        var socket = new FakeSocket();
        var writer = new LineMessages(socket);

        var result = await writer.WriteAsync("{\"a\":1}\n{}\n"u8.ToArray());

        Assert.Equal(["{\"a\":1}|", "{}|"], socket.Sent);
        Assert.False(result.IsCompleted);
    }

    [Fact]
    public async Task Flush_InTheMiddleOfALine_SendsAFragment_AndTheRestEndsTheMessage()
    {
        var socket = new FakeSocket();
        var writer = new LineMessages(socket);

        await writer.WriteAsync("{\"a\":"u8.ToArray());
        await writer.WriteAsync("1}\n{"u8.ToArray());
        await writer.WriteAsync("}\n"u8.ToArray());

        Assert.Equal(["{\"a\":", "1}|", "{", "}|"], socket.Sent);
    }

    [Fact]
    public async Task Flush_OfALineEndAlone_EndsTheMessage()
    {
        var socket = new FakeSocket();
        var writer = new LineMessages(socket);

        await writer.WriteAsync("{}"u8.ToArray());
        await writer.WriteAsync("\n"u8.ToArray());

        Assert.Equal(["{}", "|"], socket.Sent);
    }

    [Fact]
    public async Task GetSpan_Again_KeepsWhatWasWritten_HoweverMuchIsWanted()
    {
        var socket = new FakeSocket();
        var writer = new LineMessages(socket);
        var text = new string('x', 10_000);
        foreach (var piece in text.Chunk(97))
        {
            Encoding.UTF8.GetBytes(piece, writer.GetSpan(piece.Length));
            writer.Advance(piece.Length);
        }

        writer.GetSpan(1)[0] = (byte)'\n';
        writer.Advance(1);
        await writer.FlushAsync();

        Assert.Equal([text + "|"], socket.Sent);
    }

    [Fact]
    public async Task Flush_OfASocketThatFails_Throws_AndOneThatIsClosedSaysSo()
    {
        var broken = new LineMessages(new FakeSocket { Fault = new WebSocketException("gone") });
        await Assert.ThrowsAsync<WebSocketException>(async () => await broken.WriteAsync("{}\n"u8.ToArray()));

        var closed = new LineMessages(new FakeSocket { Now = WebSocketState.Aborted });
        Assert.True((await closed.WriteAsync("{}\n"u8.ToArray())).IsCompleted);
    }

    private sealed class FakeSocket : WebSocket
    {
        /// <summary>A bar marks the end of a message.</summary>
        public List<string> Sent { get; } = [];

        public Exception? Fault { get; init; }

        public WebSocketState Now { get; init; } = WebSocketState.Open;

        public override WebSocketState State => Now;

        public override WebSocketCloseStatus? CloseStatus => null;

        public override string? CloseStatusDescription => null;

        public override string? SubProtocol => null;

        public override Task SendAsync(ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken)
        {
            if (Fault is not null) throw Fault;
            Assert.Equal(WebSocketMessageType.Text, messageType);
            Sent.Add(Encoding.UTF8.GetString(buffer) + (endOfMessage ? "|" : ""));
            return Task.CompletedTask;
        }

        public override void Abort()
        {
        }

        public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) => Task.CompletedTask;

        public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) => Task.CompletedTask;

        public override Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override void Dispose()
        {
        }
    }
}
