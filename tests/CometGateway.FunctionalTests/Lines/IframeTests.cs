using System.Text.Json;
using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit;
using CometGateway.TestKit.Streams;

namespace CometGateway.FunctionalTests.Lines;

/// <summary>Documents that grow by scripts.</summary>
public class IframeTests
{
    private const string Url = "/page?comet.transport=iframe";
    private const string Policy = """{ "Poll": { "Interval": "00:00:00.150" }, "Transports": [ "sse", "iframe" ] }""";
    private const string Begin = "<script>parent.comet.receive(JSON.parse(\"";
    private const string End = "\"))</script>";

    [Fact]
    public async Task Iframe_ByDefault_IsRefusedWithTheReason()
    {
        await using var page = await WatchedSite.StartAsync();
        page.Site.SetBody("/page", "text/plain", "one");

        var answer = await page.GetAsync(Url);

        Assert.Equal((406, "application/problem+json"), (answer.Status, answer["Content-Type"]));
        using var problem = JsonDocument.Parse(answer.Body);
        Assert.Equal("transport_off", problem.RootElement.GetProperty("code").GetString());
        Assert.Contains("'iframe'", problem.RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Iframe_Allowed_IsADocumentThatBeginsWithPaddingAndGrowsByScripts()
    {
        await using var page = await WatchedSite.StartAsync(Policy);
        page.Site.SetBody("/page", "application/json", Prices.Page(1));
        await using var reader = await RawSseReader.OpenAsync(new(page.Gateway.Address, Url));
        await ReceivedAsync(reader, line => line.Event is "message");
        page.Site.SetBody("/page", "application/json", Prices.Page(2));
        var change = await ReceivedAsync(reader, line => line.Event is "message" && line.Of("n") is "2");

        Assert.True(new LineState("snapshot").With([change]).Is(Prices.Page(2)), change.Text);
        Assert.Equal(["retry", "status", "message", "message"], Received(reader).Select(line => line.Event));
        var head = reader.Lines[0].Text;
        Assert.StartsWith("<!DOCTYPE html><html>", head, StringComparison.Ordinal);
        Assert.True(head.IndexOf(Begin, StringComparison.Ordinal) > 2048, "browsers keep the first KiB back");
        Assert.All(reader.Lines, line => Assert.Equal(1, line.Text.Split("</script", StringSplitOptions.None).Length - 1));
    }

    [Fact]
    public async Task Iframe_Headers_AreThoseOfADocumentForPagesOfTheSite()
    {
        await using var page = await WatchedSite.StartAsync(Policy);
        page.Site.SetBody("/page", "text/plain", "one");
        await using var reader = await RawSseReader.OpenAsync(new(page.Gateway.Address, Url));

        var headers = reader.Response.Headers;
        Assert.Equal("text/html; charset=utf-8", reader.Response.Content.Headers.ContentType!.ToString());
        Assert.Equal("frame-ancestors 'self'", Assert.Single(headers.GetValues("Content-Security-Policy")));
        Assert.Equal("SAMEORIGIN", Assert.Single(headers.GetValues("X-Frame-Options")));
        Assert.Equal("nosniff", Assert.Single(headers.GetValues("X-Content-Type-Options")));
        Assert.Equal((true, true), (headers.CacheControl!.NoCache, headers.CacheControl.NoTransform));
    }

    [Fact]
    public async Task Iframe_Recycled_EndsItsDocument()
    {
        await using var page = await WatchedSite.StartAsync(Policy, """ "ConnectionBytes": 3000, """);
        page.Site.SetBody("/page", "application/json", Prices.Page(1));
        await using var reader = await RawSseReader.OpenAsync(new(page.Gateway.Address, Url));

        await reader.Ended.WaitAsync(Patience.Default);

        AssertIsWhole(reader, "message");
    }

    [Fact]
    public async Task Iframe_Drained_SaysSoAndEndsItsDocument()
    {
        await using var page = await WatchedSite.StartAsync(Policy);
        page.Site.SetBody("/page", "text/plain", "one");
        await using var reader = await RawSseReader.OpenAsync(new(page.Gateway.Address, Url));
        await ReceivedAsync(reader, line => line.Event is "message");

        await page.Gateway.StopAsync();
        await reader.Ended.WaitAsync(Patience.Default);

        AssertIsWhole(reader, "status");
        Assert.Equal("draining", Received(reader)[^2].Of("state"));
    }

    private static void AssertIsWhole(RawSseReader reader, string last)
    {
        Assert.Equal("the stream ended", reader.EndReason);
        Assert.Equal("</body></html>", reader.Lines[^1].Text);
        Assert.Equal([last, "end"], Received(reader).TakeLast(2).Select(line => line.Event));
    }

    private static async Task<ReceivedLine> ReceivedAsync(RawSseReader reader, Func<ReceivedLine, bool> match)
    {
        await reader.WaitForAsync(line => Of(line) is { } one && match(one), "the script");
        return Received(reader).First(match);
    }

    private static List<ReceivedLine> Received(RawSseReader reader) => [.. reader.Lines.Select(line => Of(line.Text)).OfType<ReceivedLine>()];

    private static ReceivedLine? Of(string line)
    {
        var start = line.IndexOf(Begin, StringComparison.Ordinal);
        return start < 0 ? null : ReceivedLine.Of(JsonSerializer.Deserialize<string>($"\"{line[(start + Begin.Length)..^End.Length]}\"")!);
    }
}
