using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using CometGateway.TestKit.Streams;

namespace CometGateway.FunctionalTests.LongPolls;

/// <summary>What a 226 says to caches, and to its client of the two states that it lies between (RFC 3229 §10.5, RFC 9110 §12.5.5).</summary>
public sealed class DeltaAnswerHeadersTests
{
    private const string Tag1 = "\"site-1\"";
    private const string Tag2 = "\"site-2\"";

    [Theory]
    [InlineData("text-delta", true)]
    [InlineData("text-delta", false)]
    [InlineData("json-patch", true)]
    public async Task ADelta_NamesBothStates_WhatChoseIt_AndIsNotToBeStored(string form, bool isHeld)
    {
        await using var page = await StartAsync();
        await using var watching = page.Open("/page");
        await ShowsAsync(watching, 1);
        (string, string)[] wish = [("A-IM", form), ("If-None-Match", Tag1), .. isHeld ? [("Prefer", "wait=300")] : ((string, string)[])[]];

        var delta = isHeld ? page.GetAsync("/page", wish) : null;
        if (isHeld) await page.IsHeldAsync(2);
        Show(page, 2);
        await ShowsAsync(watching, 2);
        var answer = await (delta ?? page.GetAsync("/page", wish));

        Assert.Equal((226, form, Tag1, Tag2), (answer.Status, answer["IM"], answer["Delta-Base"], answer["ETag"]));
        Assert.Equal("no-store", answer["Cache-Control"]);
        Assert.Equal(["A-IM", "Accept", "If-None-Match"], FieldsOf(answer["Vary"]));
        // Those of the page speak of other bytes.
        Assert.Equal((null, null, null), (answer["Age"], answer["Last-Modified"], answer["Content-Encoding"]));
        Assert.Equal(answer.Body.Length.ToString(System.Globalization.CultureInfo.InvariantCulture), answer["Content-Length"]);
    }

    [Fact]
    public async Task ADelta_OfAPageThatTheSiteSelectsByARequestHeader_NamesThatToo()
    {
        await using var page = await StartAsync(("Vary", "Accept-Language, accept"));
        (string, string) german = ("Accept-Language", "de");
        await using var watching = page.Open("/page", german);
        await ShowsAsync(watching, 1);
        Show(page, 2, ("Vary", "Accept-Language, accept"));
        await ShowsAsync(watching, 2);

        var answer = await page.GetAsync("/page", german, ("A-IM", "text-delta"), ("If-None-Match", Tag1));

        Assert.Equal((226, Tag1), (answer.Status, answer["Delta-Base"]));
        Assert.Equal(["A-IM", "accept", "Accept-Language", "If-None-Match"], FieldsOf(answer["Vary"]));
    }

    [Fact]
    public async Task TheWholePage_InPlaceOfADelta_NamesNeither_AndKeepsTheSitesOwnWordsToCaches()
    {
        await using var page = await StartAsync(("Cache-Control", "max-age=5"));
        await using var watching = page.Open("/page");
        await ShowsAsync(watching, 1);

        var answer = await page.GetAsync("/page", ("A-IM", "text-delta"), ("If-None-Match", "\"unknown\""));

        Assert.Equal((200, null, null, Tag1), (answer.Status, answer["IM"], answer["Delta-Base"], answer["ETag"]));
        Assert.Equal("max-age=5", answer["Cache-Control"]);
        Assert.Contains("Accept", FieldsOf(answer["Vary"]));
    }

    private static string[] FieldsOf(string? vary) => [.. vary!.Split(',', StringSplitOptions.TrimEntries).Order(StringComparer.OrdinalIgnoreCase)];

    private static Task<ReceivedEvent> ShowsAsync(SseClient watching, int n) =>
        watching.WaitForAsync(one => one.Data.Contains($"\"n\": {n},", StringComparison.Ordinal), $"state {n}");

    private static void Show(WatchedSite page, int n, params (string, string)[] headers) => page.Site.On(
        "/page", Answers.Status(200, Prices.Page(n), [("ETag", n == 1 ? Tag1 : Tag2), ("Content-Type", "application/json"), .. headers]));

    private static async Task<WatchedSite> StartAsync(params (string, string)[] headers)
    {
        var page = await WatchedSite.StartAsync();
        Show(page, 1, headers);
        return page;
    }
}
