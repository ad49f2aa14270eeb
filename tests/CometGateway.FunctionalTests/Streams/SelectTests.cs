using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using CometGateway.TestKit.Streams;

namespace CometGateway.FunctionalTests.Streams;

/// <summary>Streams get the part of the page that the policy selects, plain GETs the page.</summary>
public sealed class SelectTests
{
    private const string Path = "/page";

    public static TheoryData<string, string, string, string, string, string, string> Pages => new()
    {
        {
            "/data/items", "application/json",
            """{"at":1,"data":{"items":[1]}}""", """{"at":2,"data":{"items":[1]}}""", """{"at":3,"data":{"items":[1,2]}}""", "[1]", "[1,2]"
        },
        {
            "main .price", "text/html; charset=utf-8",
            "<p>12:00<main><b class=price>7</b></main>", "<p>12:01<main><b class=price>7</b></main>", "<p>12:02<main><b class=price>8</b><i class=price>9",
            "<b class=\"price\">7</b>", "<b class=\"price\">8</b>\n<i class=\"price\">9</i>"
        },
    };

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Select_AChange_IsPushedOnlyWhereItIsSelected(string select, string type, string first, string elsewhere, string inside, string part, string changed)
    {
        await using var page = await StartAsync(select, type, first);
        await using var client = page.Open(Path);
        var id = (await client.BodyAsync(part)).Id;

        page.Site.SetBody(Path, type, elsewhere);
        await page.Polls.Ended.UntilAsync(polls => polls.Any(poll => poll.Outcome is "unchanged_unselected"), "a poll that found a change elsewhere");
        await using var late = page.Open(Path);
        Assert.Equal(id, (await late.BodyAsync(part)).Id);
        page.Site.SetBody(Path, type, inside);

        Assert.NotEqual(id, (await client.BodyAsync(changed)).Id);
        Assert.Equal([part, changed], client.Bodies());
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Select_APlainGet_HasTheWholeNewPageAndItsValidators(string select, string type, string first, string elsewhere, string inside, string part, string changed)
    {
        await using var page = await StartAsync(select, type, first);
        await using var client = page.Open(Path);
        await client.BodyAsync(part);
        page.Site.SetBody(Path, type, elsewhere);
        await page.Polls.Ended.UntilAsync(polls => polls.Any(poll => poll.Outcome is "unchanged_unselected"), "a poll that found a change elsewhere");

        var whole = await page.GetAsync(Path);
        Assert.Equal((200, elsewhere), (whole.Status, whole.Body));
        Assert.NotNull(whole["Age"]);
        Assert.Equal(304, (await page.GetAsync(Path, ("If-None-Match", whole["ETag"]!))).Status);

        page.Site.SetBody(Path, type, inside);
        await client.BodyAsync(changed);
        var next = await page.GetAsync(Path, ("If-None-Match", whole["ETag"]!));
        Assert.Equal((200, inside), (next.Status, next.Body));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Select_AHeldPoll_IsAnsweredByAChangeElsewhere(string select, string type, string first, string elsewhere, string inside, string part, string changed)
    {
        await using var page = await StartAsync(select, type, first);
        await using var client = page.Open(Path);
        await client.BodyAsync(part);
        foreach (var next in (string[])[elsewhere, inside, first])
        {
            var held = page.GetAsync(Path, ("Prefer", "wait=300"), ("If-None-Match", (await page.GetAsync(Path))["ETag"]!));
            await page.IsHeldAsync(2);
            page.Site.SetBody(Path, type, next);

            var answer = await held.WaitAsync(Patience.Default);
            Assert.Equal((200, next), (answer.Status, answer.Body));
        }

        await client.BodyAsync(changed);
    }

    // A site without validators of its own: the tags are the gateway's, and those of the page, not of the part.
    [Fact]
    public async Task Select_OnASiteWithoutValidators_TagsTheWholePage()
    {
        await using var page = await StartAsync("/items", "application/json", "");
        page.Site.On(Path, Answers.Json("""{"at":1,"items":[]}"""));
        await using var client = page.Open(Path);
        var version = (await client.BodyAsync("[]")).Id;
        var first = (await page.GetAsync(Path))["ETag"];
        page.Site.On(Path, Answers.Json("""{"at":2,"items":[]}"""));
        // A poll is counted a moment before its page is stored; the second of them finds it there.
        await page.Polls.Ended.UntilAsync(polls => polls.SkipWhile(poll => poll.Outcome is not "unchanged_unselected").Count() > 1, "the poll after one that found a change elsewhere");
        var second = await page.GetAsync(Path, ("If-None-Match", first!));

        Assert.Equal((200, """{"at":2,"items":[]}"""), (second.Status, second.Body));
        Assert.NotEqual($"\"{version}\"", first);
        Assert.Equal(304, (await page.GetAsync(Path, ("If-None-Match", second["ETag"]!))).Status);
        Assert.Equal(["[]"], client.Bodies());
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Select_ThatMatchesNothing_IsStaleWithTheReasonAndRecovers(string select, string type, string first, string elsewhere, string inside, string part, string changed)
    {
        await using var page = await StartAsync(select, type, first);
        await using var client = page.Open(Path);
        await client.BodyAsync(part);
        var maintenance = elsewhere.Replace("items", "none", StringComparison.Ordinal).Replace("price", "none", StringComparison.Ordinal);
        page.Site.SetBody(Path, type, maintenance);

        Assert.Equal($"nothing on the page matches Select '{select}'", await client.StatesAsync("live", "stale"));
        // For up to an interval the last good state is as fresh as promised.
        await Eventually.IsTrueAsync(async () => string.Equals((await page.GetAsync(Path)).Body, maintenance, StringComparison.Ordinal), "the plain GET goes through");

        page.Site.SetBody(Path, type, inside);
        await client.BodyAsync(changed);
        await client.StatesAsync("live", "stale", "live");
        Assert.Equal([part, changed], client.Bodies());
    }

    // As a browser has it: the stream is open, says why it has nothing, and goes on by itself.
    [Fact]
    public async Task Select_ThatMatchesNothingAtFirst_OpensTheStreamAndWaits()
    {
        await using var page = await StartAsync("#prices", "text/html", "<p>not yet");
        await using var client = page.Open(Path);
        Assert.Equal("nothing on the page matches Select '#prices'", await client.StatesAsync("stale"));

        page.Site.SetBody(Path, "text/html", "<p id=prices>7");

        await client.BodyAsync("<p id=\"prices\">7</p>");
        await client.StatesAsync("stale", "live");
    }

    [Fact]
    public async Task Reload_WithABadSelector_IsRefusedWithTheMessageAndTheOldOneStays()
    {
        await using var page = await StartAsync("/items", "application/json", """{"items":[1]}""");
        await using var client = page.Open(Path);
        await client.BodyAsync("[1]");

        page.Gateway.Reload(GatewayJson.Of(page.Site.Address, Policy("main >")));
        await page.Gateway.Log.Lines.FirstAsync(
            line => line.Message.Contains("Comet:Policies:live:Select: \"main >\" cannot be used: it does not start with \"/\" and is no CSS selector.", StringComparison.Ordinal), "the refusal");
        page.Site.SetBody(Path, "application/json", """{"items":[2]}""");

        await client.BodyAsync("[2]");
        Assert.All(client.Events, one => Assert.Equal(1, one.Connection));
    }

    private static async Task<WatchedSite> StartAsync(string select, string type, string body)
    {
        var page = await WatchedSite.StartAsync(Policy(select));
        page.Site.SetBody(Path, type, body);
        return page;
    }

    private static string Policy(string select) =>
        $$"""{ "Poll": { "Interval": "00:00:00.150", "MaxInterval": "00:00:00.600" }, "Select": "{{select}}" }""";
}
