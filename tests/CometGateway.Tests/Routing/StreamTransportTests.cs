using CometGateway.Routing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CometGateway.Tests.Routing;

public class StreamTransportTests
{
    [Theory]
    [InlineData("text/event-stream", "", "sse")]
    [InlineData("application/x-ndjson", "", "ndjson")]
    [InlineData("APPLICATION/X-NDJSON; charset=utf-8", "", "ndjson")]
    [InlineData("application/x-ndjson, text/event-stream", "", "sse")]
    [InlineData("application/x-ndjson, text/event-stream;q=0", "", "ndjson")]
    [InlineData("application/x-ndjson;q=0, text/event-stream", "", "sse")]
    [InlineData("application/x-ndjson;q=0", "", null)]
    [InlineData("application/json, */*", "", null)]
    [InlineData("application/json, application/x-ndjson;q=0.1", "", null)]
    [InlineData("application/json, application/x-ndjson", "", "ndjson")]
    [InlineData("application/json;q=0.5, application/x-ndjson;q=0.5, */*", "", "ndjson")]
    [InlineData("application/*", "", null)]
    [InlineData("", "", null)]
    [InlineData("*/*", "?comet.transport=iframe", "iframe")]
    [InlineData("text/event-stream", "?comet.transport=ndjson", "ndjson")]
    [InlineData("application/x-ndjson", "?a=1&comet.transport=sse", "sse")]
    [InlineData("text/event-stream", "?comet.transport=carrier-pigeon", "sse")]
    [InlineData("*/*", "?comet.transport=carrier-pigeon", null)]
    [InlineData("*/*", "?comet.transport=longpoll", null)]
    [InlineData("text/html", "?transport=iframe", null)]
    public void Of_IsByTheParameter_OrElseByAccept(string accept, string query, string? wire) =>
        Assert.Equal(wire, StreamTransport.Of(Requests.Get("/" + query, Requests.Header("Accept", accept)))?.Wire.Name);

    [Theory]
    [InlineData("application/x-ndjson", "", "wait=30", "longpoll", 30)]
    [InlineData("text/html", "?comet.transport=ndjson", "respond-async, wait=5", "longpoll", 5)]
    [InlineData("application/x-ndjson", "", "wait=0", "longpoll", 0)]
    [InlineData("application/x-ndjson", "", "wait=100000", "longpoll", 600)]
    [InlineData("application/x-ndjson", "", "wait=99999999999999999999", "longpoll", 600)]
    [InlineData("application/x-ndjson", "", "wait=-1", "ndjson", null)]
    [InlineData("application/x-ndjson", "", "wait=1e2", "ndjson", null)]
    [InlineData("application/x-ndjson", "", "respond-async", "ndjson", null)]
    [InlineData("application/x-ndjson", "", "wait=soon", "ndjson", null)]
    [InlineData("text/event-stream", "", "wait=30", "sse", null)]
    [InlineData("text/html", "?comet.transport=iframe", "wait=30", "iframe", null)]
    public void Of_LinesThatMayWait_IsALongPoll(string accept, string query, string prefer, string transport, int? seconds)
    {
        var wish = StreamTransport.Of(Requests.Get("/" + query, Requests.Header("Accept", accept), Requests.Header("Prefer", prefer)))!.Value;

        Assert.Equal((transport, seconds is { } wait ? TimeSpan.FromSeconds(wait) : (TimeSpan?)null), (wish.Transport, wish.Wait));
    }

    [Theory]
    [InlineData("GET", "websocket", "comet.v1", true)]
    [InlineData("GET", "WebSocket", "site.v1, comet.v1", true)]
    [InlineData("GET", "websocket", "site.v1", false)]
    [InlineData("GET", "websocket", "COMET.V1", false)]
    [InlineData("GET", "websocket", "comet.v10", false)]
    [InlineData("GET", "websocket", null, false)]
    [InlineData("GET", "h2c", "comet.v1", false)]
    [InlineData("GET", null, "comet.v1", false)]
    [InlineData("POST", "websocket", "comet.v1", false)]
    public void IsWebSocket_ByUpgrade_IsOneThatOffersOurSubprotocol(string method, string? upgrade, string? protocols, bool isOurs)
    {
        var context = new DefaultHttpContext { Request = { Method = method } };
        if (upgrade is not null) context.Request.Headers.Upgrade = upgrade;
        if (protocols is not null) context.Request.Headers.SecWebSocketProtocol = protocols;

        Assert.Equal(isOurs, StreamTransport.IsWebSocket(context));
    }

    [Theory]
    [InlineData(true, "websocket", "comet.v1", true)]
    [InlineData(true, "connect-udp", "comet.v1", false)]
    [InlineData(false, null, "comet.v1", false)]
    [InlineData(true, "websocket", "site.v1", false)]
    public void IsWebSocket_ByExtendedConnect_IsOneThatOffersOurSubprotocol(bool isExtended, string? protocol, string protocols, bool isOurs)
    {
        var context = new DefaultHttpContext { Request = { Method = "CONNECT" } };
        context.Request.Headers.SecWebSocketProtocol = protocols;
        context.Features.Set<IHttpExtendedConnectFeature>(new Connect(isExtended, protocol));

        Assert.Equal(isOurs, StreamTransport.IsWebSocket(context));
    }

    private sealed record Connect(bool IsExtendedConnect, string? Protocol) : IHttpExtendedConnectFeature
    {
        public ValueTask<Stream> AcceptAsync() => throw new NotSupportedException();
    }
}
