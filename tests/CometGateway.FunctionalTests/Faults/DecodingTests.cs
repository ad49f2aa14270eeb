using System.Text;
using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit.Sites;
using CometGateway.TestKit.Streams;

namespace CometGateway.FunctionalTests.Faults;

/// <summary>Bodies in every dress that sites give them, as streams show them.</summary>
public sealed class DecodingTests
{
    static DecodingTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task Body_InAContentCoding_IsStreamedDecoded(string coding)
    {
        await using var page = await WatchedSite.StartAsync();
        page.Site.On("/page", Answers.Encoded(coding, "application/json", """{"n":1}"""));
        await using var client = page.Open("/page");
        await client.BodyAsync("""{"n":1}""");

        page.Site.On("/page", Answers.Encoded(coding, "application/json", """{"n":2}"""));

        await client.BodyAsync("""{"n":2}""");
        Assert.Equal("gzip, br, deflate", page.Site.Requests.To("/page")[0]["Accept-Encoding"]);
    }

    [Theory]
    [InlineData("text/plain; charset=windows-1252", "windows-1252", false)]
    [InlineData("text/plain; charset=iso-8859-1", "windows-1252", false)]
    [InlineData("text/html", "windows-1252", false)]
    [InlineData("text/plain; charset=utf-16", "utf-16", true)]
    [InlineData("text/plain; charset=utf-16be", "utf-16BE", false)]
    [InlineData("text/plain", "utf-16BE", true)]
    [InlineData("text/plain; charset=utf-8", "utf-8", true)]
    public async Task Body_InAnotherCharset_IsStreamedAsUtf8(string contentType, string charset, bool hasMark)
    {
        const string Text = "Grüße – 12 €";
        var encoding = Encoding.GetEncoding(charset);
        await using var page = await WatchedSite.StartAsync();
        page.Site.SetBody("/page", new SiteBody(contentType, (byte[])[.. hasMark ? encoding.GetPreamble() : [], .. encoding.GetBytes(Text)]));

        await using var client = page.Open("/page");

        await client.BodyAsync(Text);
        Assert.Equal("text/event-stream; charset=utf-8", client.ResponseHeaders!["Content-Type"]);
    }

    [Fact]
    public async Task Body_InAnotherCharset_IsAnsweredToPlainGetsInTheSitesOwnBytes()
    {
        byte[] bytes = [0x47, 0x72, 0xFC, 0xDF, 0x65];
        await using var page = await WatchedSite.StartAsync(GatewayJson.Slow);
        page.Site.SetBody("/page", new SiteBody("text/plain; charset=windows-1252", bytes));
        await using var client = page.Open("/page");
        await client.BodyAsync("Grüße");

        Assert.Equal(bytes, await page.Http.GetByteArrayAsync(new Uri("/page", UriKind.Relative)));
        Assert.Equal(1, page.Site.Requests.Count("/page"));
    }

    [Theory]
    [InlineData("a\nb\n")]
    [InlineData("a\r\nb\r\n")]
    [InlineData("a\rb\r")]
    [InlineData("a\n\r\r\nb")]
    [InlineData("\n\n\n")]
    [InlineData("id: 1\nevent: evil\ndata: x\n\n:comment\nretry: 1")]
    [InlineData(" leading space\n  and two")]
    [InlineData("x\0y\u2028z")]
    public async Task Body_WithAnyLineEnds_IsOneEventWithLineFeeds(string text)
    {
        await using var page = await WatchedSite.StartAsync();
        page.Site.On("/page", Answers.Text("text/plain; charset=utf-8", text));

        await using var client = page.Open("/page");

        await client.BodyAsync(text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n'));
        Assert.Single(client.Bodies());
    }

    [Fact]
    public async Task Body_Empty_IsAnEmptyEvent()
    {
        await using var page = await WatchedSite.StartAsync();
        page.Site.On("/page", Answers.Text("text/plain", ""));
        await using var reader = await RawSseReader.OpenAsync(new(page.Gateway.Address, "/page"));

        await reader.WaitForAsync(line => line.StartsWith("id: ", StringComparison.Ordinal), "an event with an id");
        await reader.WaitForAsync(line => line is "data: ", "its empty data");
    }
}
