using System.Text.Json;
using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit.Sites;
using CometGateway.TestKit.Streams;

namespace CometGateway.FunctionalTests.Streams;

/// <summary>Which form a stream has, and pages that no form can compare.</summary>
public class EventFormTests
{
    [Theory]
    [InlineData("", "message")]
    [InlineData("?comet.events=snapshot", "message")]
    [InlineData("?comet.events=json-patch", "snapshot")]
    [InlineData("?comet.events=merge-patch", "snapshot")]
    [InlineData("?comet.events=text-delta", "snapshot")]
    [InlineData("?comet.events=items", "snapshot")]
    public async Task Events_AskedFor_BeginWithTheFormsOwnWholeState_AndGoOn(string query, string name)
    {
        await using var page = await WatchedSite.StartAsync();
        page.Site.SetBody("/page", "text/plain", "one");
        await using var client = page.Open("/page" + query);
        await client.WaitForAsync(one => Says(one, "one"), "the first state");

        page.Site.SetBody("/page", "text/plain", "two");
        await client.WaitForAsync(one => Says(one, "two"), "the change");

        Assert.Equal([name, name], client.Events.Where(one => one.Type is not "status").Select(one => one.Type));
        Assert.All(client.Events.Where(one => one.Type is not "status"), one => Assert.Equal(16, one.Id!.Length));
    }

    [Theory]
    [InlineData("", "snapshot")]
    [InlineData("?comet.events=snapshot", "message")]
    public async Task Events_OfThePolicy_AreThoseOfWhoAsksForNone(string query, string name)
    {
        await using var page = await WatchedSite.StartAsync("""{ "Poll": { "Interval": "00:00:00.150" }, "Events": "json-patch" }""");
        page.Site.SetBody("/page", "text/plain", "one");
        await using var client = page.Open("/page" + query);

        Assert.Equal(name, (await client.WaitForAsync(one => Says(one, "one"), "the first state")).Type);
    }

    [Fact]
    public async Task Stream_OfABinaryPage_IsBase64_AndItsChangesToo()
    {
        var (first, second) = (Enumerable.Range(0, 256).Select(n => (byte)n).ToArray(), new byte[] { 0, 255, 13, 10 });
        await using var page = await WatchedSite.StartAsync();
        page.Site.SetBody("/logo.png", new SiteBody("image/png", first));
        await using var client = page.Open("/logo.png");
        await using var patched = page.Open("/logo.png?comet.events=text-delta");
        var events = new[] { await BytesAsync(client, "message", first), await BytesAsync(patched, "snapshot", first) };
        Assert.Equal(events[0].Id, events[1].Id);

        page.Site.SetBody("/logo.png", new SiteBody("image/png", second));

        events = [await BytesAsync(client, "message", second), await BytesAsync(patched, "snapshot", second)];
        await using var upToDate = page.Open("/logo.png", ("Last-Event-ID", events[0].Id!));
        await upToDate.StatesAsync("live");
        Assert.Empty(upToDate.Bodies());
    }

    private static bool Says(ReceivedEvent one, string text) => one.Data.Contains(text, StringComparison.Ordinal);

    private static Task<ReceivedEvent> BytesAsync(SseClient client, string name, byte[] bytes) =>
        client.WaitForAsync(one => one.Type == name && BytesOf(one.Data).SequenceEqual(bytes), $"{bytes.Length} bytes");

    private static byte[] BytesOf(string data)
    {
        using var json = JsonDocument.Parse(data);
        Assert.Equal(("base64", "image/png"), (json.RootElement.GetProperty("encoding").GetString(), json.RootElement.GetProperty("mediaType").GetString()));
        return json.RootElement.GetProperty("data").GetBytesFromBase64();
    }
}
