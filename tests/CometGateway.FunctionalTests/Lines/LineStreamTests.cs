using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using CometGateway.TestKit.Streams;

namespace CometGateway.FunctionalTests.Lines;

/// <summary>HTTP streams of JSON lines: what they say, in every form.</summary>
public class LineStreamTests
{
    [Theory]
    [InlineData("snapshot", "message", "message")]
    [InlineData("json-patch", "snapshot", "patch")]
    [InlineData("merge-patch", "snapshot", "merge")]
    [InlineData("text-delta", "snapshot", "delta")]
    public async Task Lines_InEachForm_TellTheStateAndTheChange(string form, string first, string next)
    {
        await using var page = await WatchedSite.StartAsync();
        page.Site.SetBody("/page", "application/json", Prices.Page(1));
        await using var client = await page.OpenLinesAsync($"/page?comet.events={form}");
        var whole = await client.WaitForAsync(line => line.Event == first, "the state");

        page.Site.SetBody("/page", "application/json", Prices.Page(2));
        var change = await client.WaitForAsync(line => line.Event == next && line.Id != whole.Id, "the change");

        var state = new LineState(form).With([whole, change]);
        Assert.True(state.Is(Prices.Page(2)), state.Text);
        if (form is "text-delta") Assert.Equal(Prices.Page(2), state.Text);
        Assert.Equal((16, 16), (whole.Id!.Length, change.Id!.Length));
        Assert.Equal(["retry", "status", first, next], client.Lines.Items.Select(line => line.Event));
    }

    [Fact]
    public async Task Lines_OfItems_AreOneALine_WithTheIdOnTheLast()
    {
        await using var page = await WatchedSite.StartAsync();
        page.Site.SetBody("/page", "application/json", Prices.List(1));
        await using var client = await page.OpenLinesAsync("/page?comet.events=items");
        await client.WaitForAsync(line => line.Id is { Length: 16 }, "the last item");
        var whole = client.Lines.Items.Where(line => line.Event is "reset" or "added").ToList();

        page.Site.SetBody("/page", "application/json", Prices.List(2));
        var change = await client.WaitForAsync(line => line.Event is "changed", "the change");

        Assert.Equal(("reset", "~"), (whole[0].Event, whole[0].Id));
        Assert.All(whole[1..^1], line => Assert.Null(line.Id));
        var items = new LineState("items").With([.. whole, change]).Items!.Items;
        Assert.Equal(20, items.Count);
        Assert.Contains("\"price\": 2", items[0].Item2, StringComparison.Ordinal);
        Assert.NotEqual(whole[^1].Id, change.Id);
    }

    [Fact]
    public async Task Lines_OfItems_WhosePageChangesOutsideOfTheList_SayThatNothingChanged_AndWithWhichIdToComeBack()
    {
        await using var page = await WatchedSite.StartAsync();
        page.Site.SetBody("/page", "application/json", $$"""{"time":1,"items":{{Prices.List(1)}}}""");
        await using var client = await page.OpenLinesAsync("/page?comet.events=items");
        var whole = await client.WaitForAsync(line => line.Id is { Length: 16 }, "the last item");
        page.Site.SetBody("/page", "application/json", $$"""{"time":2,"items":{{Prices.List(1)}}}""");
        var same = await client.WaitForAsync(line => line.Event is "unchanged", "the change elsewhere");
        await using var back = await page.OpenLinesAsync($"/page?comet.events=items&comet.since={same.Id}");
        page.Site.SetBody("/page", "application/json", $$"""{"time":2,"items":{{Prices.List(2)}}}""");
        var changed = await back.WaitForAsync(line => line.Id is not null, "the change of the list");

        Assert.Equal($$"""{"event":"unchanged","id":"{{same.Id}}"}""", same.Text);
        Assert.NotEqual(whole.Id, same.Id);
        Assert.Equal("changed", changed.Event);
    }

    [Theory]
    [InlineData("text/plain", "not JSON\r\nbut \"lines\" \u2028 ü")]
    [InlineData("application/json", "{\"broken\":\n")]
    [InlineData("text/html", "")]
    public async Task Lines_OfAPageThatIsNoJson_CarryItAsAString(string type, string body)
    {
        await using var page = await WatchedSite.StartAsync();
        page.Site.SetBody("/page", type, body);
        await using var client = await page.OpenLinesAsync("/page");

        Assert.Equal(body, (await client.WaitForAsync(line => line.Event is "message", "the state")).DataText);
    }

    [Fact]
    public async Task Lines_Headers_ForbidCachesAndBuffersOnTheWay()
    {
        await using var page = await WatchedSite.StartAsync();
        page.Site.SetBody("/page", "text/plain", "one");
        await using var client = await page.OpenLinesAsync("/page");

        var (headers, content) = (client.Response.Headers, client.Response.Content.Headers);
        Assert.Equal("application/x-ndjson; charset=utf-8", content.ContentType!.ToString());
        Assert.Equal((true, true), (headers.CacheControl!.NoCache, headers.CacheControl.NoTransform));
        Assert.Equal("no", Assert.Single(headers.GetValues("X-Accel-Buffering")));
        Assert.Equal(["Accept", "Accept-Encoding"], headers.Vary);
        Assert.InRange(int.Parse((await client.WaitForAsync(line => line.Event is "retry", "retry")).Data!, System.Globalization.CultureInfo.InvariantCulture), 2000, 4000);
    }

    [Fact]
    public async Task Status_StaleAndLive_AreTold_AndGoneIsTheLastLine()
    {
        await using var page = await WatchedSite.StartAsync();
        page.Site.SetBody("/page", "text/plain", "one");
        await using var client = await page.OpenLinesAsync("/page");
        await client.WaitForAsync(line => line.Event is "message", "the state");

        page.Site.On("/page", Answers.Status(503));
        await client.WaitForAsync(line => line.Event is "status" && line.Of("state") is "stale", "stale");
        page.Site.SetBody("/page", "text/plain", "two");
        await client.WaitForAsync(line => line.Event is "message" && line.DataText is "two", "the change");
        page.Site.On("/page", Answers.Status(404));
        await client.Ended.WaitAsync(Patience.Default);

        var last = client.Lines.Items[^1];
        Assert.Equal(("status", "gone"), (last.Event, last.Of("state")));
        Assert.Equal("the stream ended", client.Lines.EndReason);
    }

    [Fact]
    public async Task Silence_IsBrokenByAKeepAliveLine_AndOneIsSentAtOnceWhereItIsAskedFor()
    {
        var time = new ManualTimeProvider();
        await using var site = (await ScriptedSite.StartAsync()).SetBody("/watched/page", "text/plain", "one");
        await using var gateway = await GatewayApp.StartAsync(
            WatchedConfiguration.For(site.Address, policy: """{ "Poll": { "Interval": "01:00:00" }, "Audience": "Everyone" }"""), time);
        await using var plain = await LineClient.OpenAsync(new(gateway.Address, "/watched/page"));
        await using var asking = await LineClient.OpenAsync(new(gateway.Address, "/watched/page?comet.keepalive=event"));
        await Task.WhenAll(((LineClient[])[plain, asking]).Select(client => client.WaitForAsync(line => line.Event is "message", "the state")));
        Assert.Equal(["retry", "keepalive", "status", "message"], asking.Lines.Items.Select(line => line.Event));
        Assert.DoesNotContain(plain.Lines.Items, line => line.Event is "keepalive");

        await Eventually.IsTrueAsync(
            () =>
            {
                if (plain.Lines.Items.Any(line => line.Text is """{"event":"keepalive"}""")) return true;
                time.Advance(TimeSpan.FromSeconds(1));
                return false;
            },
            "a keepalive");
    }
}
