using CometGateway.Routing;
using Microsoft.AspNetCore.Http;

namespace CometGateway.Tests.Routing;

public class RequestKindTests
{
    [Theory]
    [InlineData("text/event-stream")]
    [InlineData("Text/Event-Stream")]
    [InlineData("text/event-stream;q=0.5, */*")]
    [InlineData("application/json, text/event-stream ; charset=utf-8")]
    [InlineData("text/event-stream;q=0.01")]
    [InlineData("text/event-stream;q=often")]
    [InlineData("text/event-stream,")]
    [InlineData(";;, @@, text/event-stream")]
    [InlineData("text/html;q=0, text/event-stream;q=1.000")]
    public void Of_AGetThatAcceptsAStream_IsSubscribe(string accept) => Assert.Equal(RequestKind.Subscribe, RequestKinds.Of(Request("GET", ("Accept", accept))));

    [Theory]
    [InlineData("*/*")]
    [InlineData("text/*")]
    [InlineData("text/html")]
    [InlineData("text/event-stream;q=0")]
    [InlineData("text/event-stream; q=0.000, application/json")]
    [InlineData("text/event-stream;Q=0")]
    [InlineData("text/event-stream ; q = 0.0")]
    [InlineData("text/event-stream;q=0.")]
    [InlineData("text/event-stream;charset=utf-8;q=0.00")]
    [InlineData("application/json;note=\"a, text/event-stream\"")]
    [InlineData("x-text/event-stream")]
    [InlineData("")]
    public void Of_AGetThatDoesNotAskForAStream_IsPlain(string accept) => Assert.Equal(RequestKind.PlainGet, RequestKinds.Of(Request("GET", ("Accept", accept))));

    [Fact]
    public void Of_AGetWithoutAccept_IsPlain() => Assert.Equal(RequestKind.PlainGet, RequestKinds.Of(Request("GET")));

    [Fact]
    public void Of_AcceptOnSeveralLines_ReadsThemAll()
    {
        var request = Request("GET");
        request.Headers.Accept = new(["application/json", "text/event-stream"]);

        Assert.Equal(RequestKind.Subscribe, RequestKinds.Of(request));
    }

    [Theory]
    [InlineData("HEAD")]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    [InlineData("CONNECT")]
    [InlineData("QUERY")]
    public void Of_AnyOtherMethod_PassesThrough(string method) =>
        Assert.Equal(RequestKind.PassThrough, RequestKinds.Of(Request(method, ("Accept", "text/event-stream"))));

    [Theory]
    [InlineData("Range", "bytes=0-1")]
    [InlineData("If-Range", "\"a\"")]
    [InlineData("If-Match", "\"a\"")]
    [InlineData("If-Unmodified-Since", "Sun, 01 Mar 2026 12:00:00 GMT")]
    [InlineData("Upgrade", "websocket")]
    [InlineData("Expect", "100-continue")]
    [InlineData("Content-Length", "3")]
    [InlineData("Transfer-Encoding", "chunked")]
    public void Of_AGetThatIsBetweenTheClientAndTheSite_PassesThrough(string name, string value) =>
        Assert.Equal(RequestKind.PassThrough, RequestKinds.Of(Request("GET", (name, value))));

    [Theory]
    [InlineData("If-None-Match", "\"a\"")]
    [InlineData("If-Modified-Since", "Sun, 01 Mar 2026 12:00:00 GMT")]
    [InlineData("Cache-Control", "no-cache")]
    [InlineData("Content-Length", "0")]
    public void Of_AGetThatASnapshotCanAnswer_IsPlain(string name, string value) =>
        Assert.Equal(RequestKind.PlainGet, RequestKinds.Of(Request("GET", (name, value))));

    private static HttpRequest Request(string method, params (string Name, string Value)[] headers)
    {
        var request = new DefaultHttpContext().Request;
        request.Method = method;
        foreach (var (name, value) in headers) request.Headers[name] = value;
        return request;
    }
}
