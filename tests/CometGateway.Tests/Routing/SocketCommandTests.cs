using System.Text;
using CometGateway.Routing;

namespace CometGateway.Tests.Routing;

public class SocketCommandTests
{
    private const string A = "AAAAAAAAAAAAAAAA";

    [Theory]
    [InlineData("{\"subscribe\":\"/a\"}", true, "/a", "", null)]
    [InlineData(" { \"since\" : \"" + A + "\", \"subscribe\" : \"/a\", \"events\":\"text-delta\" } ", true, "/a", A, "TextDelta")]
    [InlineData("{\"subscribe\":\"/a\",\"since\":null,\"events\":null}", true, "/a", "", null)]
    [InlineData("{\"subscribe\":\"/a\",\"since\":\"no version\"}", true, "/a", "", null)]
    [InlineData("{\"unsubscribe\":\"/\\u00fc\"}", false, "/ü", "", null)]
    [InlineData("{\"subscribe\":\"not a URL\"}", true, "not a URL", "", null)]
    public void Parse_AMessage_IsItsCommand(string message, bool isSubscribe, string url, string since, string? events)
    {
        var command = SocketCommand.Parse(Encoding.UTF8.GetBytes(message))!;

        Assert.Equal((isSubscribe, url, since, events), (command.IsSubscribe, command.Url, command.Since.ToString(), command.Events?.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("null")]
    [InlineData("\"/a\"")]
    [InlineData("[\"subscribe\",\"/a\"]")]
    [InlineData("{}")]
    [InlineData("{\"subscribe\":null}")]
    [InlineData("{\"subscribe\":1}")]
    [InlineData("{\"subscribe\":[\"/a\"]}")]
    [InlineData("{\"subscribe\":{\"url\":\"/a\"}}")]
    [InlineData("{\"Subscribe\":\"/a\"}")]
    [InlineData("{\"subscribe\":\"/a\",\"subscribe\":\"/b\"}")]
    [InlineData("{\"subscribe\":\"/a\",\"unsubscribe\":\"/a\"}")]
    [InlineData("{\"subscribe\":null,\"unsubscribe\":\"/a\"}")]
    [InlineData("{\"subscribe\":\"/a\",\"other\":\"1\"}")]
    [InlineData("{\"subscribe\":\"/a\",\"events\":\"nothing\"}")]
    [InlineData("{\"subscribe\":\"/a\",\"since\":5}")]
    [InlineData("{\"subscribe\":\"/\\ud800\"}")]
    [InlineData("{\"subscribe\":\"/a\"} {}")]
    [InlineData("{\"subscribe\":\"/a\",}")]
    [InlineData("{\"since\":\"" + A + "\"}")]
    [InlineData("[[[[[[[[[[]]]]]]]]]]")]
    public void Parse_AnythingElse_IsNone(string message) => Assert.Null(SocketCommand.Parse(Encoding.UTF8.GetBytes(message)));

    [Fact]
    public void Parse_BytesThatAreNoText_IsNone() => Assert.Null(SocketCommand.Parse((byte[])[.. "{\"subscribe\":\"/"u8, 0xFF, 0xFE, .. "\"}"u8]));
}
