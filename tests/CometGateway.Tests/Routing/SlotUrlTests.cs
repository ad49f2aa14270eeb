using CometGateway.Routing;

namespace CometGateway.Tests.Routing;

public class SlotUrlTests
{
    [Theory]
    [InlineData("/", "/", "/", "")]
    [InlineData("/a", "/a", "/a", "")]
    [InlineData("/a/b?x=1&y=%20", "/a/b?x=1&y=%20", "/a/b", "?x=1&y=%20")]
    [InlineData("/a?comet.since=V&x=1&comet.events=items", "/a?x=1", "/a", "?comet.since=V&x=1&comet.events=items")]
    [InlineData("/a?comet.since=V", "/a", "/a", "?comet.since=V")]
    [InlineData("/%C3%BC%20x", "/%C3%BC%20x", "/ü x", "")]
    [InlineData("/ü", "/ü", "/ü", "")]
    [InlineData("/a/../b/./c", "/a/../b/./c", "/b/c", "")]
    [InlineData("/a/%2e%2e/%2E%2E/%2e%2e/b", "/a/%2e%2e/%2E%2E/%2e%2e/b", "/b", "")]
    [InlineData("/a//b", "/a//b", "/a//b", "")]
    [InlineData("/%zz%", "/%zz%", "/%zz%", "")]
    [InlineData("/a%252Fb", "/a%252Fb", "/a%2Fb", "")]
    [InlineData("/a?next=//evil/&back=%2F%00", "/a?next=//evil/&back=%2F%00", "/a", "?next=//evil/&back=%2F%00")]
    [InlineData("/a?re=\\d&\\\\evil/", "/a?re=\\d&\\\\evil/", "/a", "?re=\\d&\\\\evil/")]
    [InlineData("/a:80@evil/", "/a:80@evil/", "/a:80@evil/", "")]
    [InlineData("/a?", "/a?", "/a", "?")]
    public void Parse_ARelativeUrl_IsItsPathAsTheServerDecodesIt_AndItsQuery(string text, string shown, string path, string query)
    {
        var url = SlotUrl.Parse(text, out _)!;

        Assert.Equal((shown, path, query), (url.Shown, url.Path.Value, url.Query.Value));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("?x=1")]
    [InlineData("#x")]
    [InlineData("//host/a")]
    [InlineData("///host/a")]
    [InlineData("/\\host/a")]
    [InlineData("\\\\host\\a")]
    [InlineData("/a\\..\\b")]
    [InlineData("/a\\?x")]
    [InlineData("http://host/a")]
    [InlineData("HTTP://host/a")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/a#fragment")]
    [InlineData("/a?x#fragment")]
    [InlineData("/a b")]
    [InlineData("/a\tb")]
    [InlineData(" /a")]
    [InlineData("/a\r\nX-Header: 1")]
    [InlineData("/a\0")]
    [InlineData("/a\u007F")]
    [InlineData("/a%2fb")]
    [InlineData("/a%2Fb")]
    [InlineData("/a%00")]
    public void Parse_AnythingElse_IsNone_AndSaysWhatIsAllowed(string text)
    {
        Assert.Null(SlotUrl.Parse(text, out var why));
        Assert.StartsWith("must ", why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/a?comet.since=V&x=1&comet.events=items", "/a?x=1")]
    [InlineData("/a%2Fb?comet.events=json-patch", "/a%2Fb")]
    [InlineData("//host/a?x=1&Comet.Events=items", "//host/a?x=1")]
    [InlineData("http://host/a?", "http://host/a?")]
    [InlineData("?comet.since=V", "")]
    [InlineData("", "")]
    public void ShownOf_AnyText_IsWithoutTheClientsOwnParameters(string text, string shown) => Assert.Equal(shown, SlotUrl.ShownOf(text));

    [Theory]
    [InlineData(4096, true)]
    [InlineData(4097, false)]
    public void Parse_ALongUrl_IsBounded(int length, bool isOne) => Assert.Equal(isOne, SlotUrl.Parse("/" + new string('a', length - 1), out _) is not null);
}
