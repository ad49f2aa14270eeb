using System.Text;
using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit.Deltas;
using CometGateway.TestKit.Sites;
using CometGateway.TestKit.Streams;

namespace CometGateway.FunctionalTests.LongPolls;

/// <summary>226 IM Used (RFC 3229): only what changed since the state that the client names.</summary>
public sealed class DeltaAnswerTests
{
    [Theory]
    [InlineData("text-delta", "application/json")]
    [InlineData("json-patch", "application/json-patch+json")]
    public async Task AHeldPoll_ThatAcceptsADelta_IsAnsweredWithTheChange(string form, string type)
    {
        await using var page = await StartAsync();
        var first = await page.GetAsync("/page");
        var held = page.GetAsync("/page", ("Prefer", "wait=300"), ("A-IM", $"gzip;q=0.5, {form}"), ("If-None-Match", first["ETag"]!));
        await page.IsHeldAsync();

        page.Site.SetBody("/page", "application/json", Prices.Page(2));
        var delta = await held;

        Assert.Equal(
            (226, form, first["ETag"], type, "no-store", "wait=300"),
            (delta.Status, delta["IM"], delta["Delta-Base"], delta["Content-Type"], delta["Cache-Control"], delta["Preference-Applied"]));
        Assert.True(Is(Prices.Page(2), Applied(form, first.Body, delta.Body)), delta.Body);
        Assert.Equal((await page.GetAsync("/page"))["ETag"], delta["ETag"]);
    }

    [Theory]
    [InlineData("text-delta")]
    [InlineData("json-patch")]
    public async Task OneWhoMissedSeveral_IsToldAllOfThem(string form)
    {
        await using var page = await StartAsync();
        await using var watching = page.Open("/page");
        var first = await page.GetAsync("/page");
        for (var n = 2; n <= 5; n++)
        {
            page.Site.SetBody("/page", "application/json", Prices.Page(n));
            var wanted = $"\"n\": {n}";
            await watching.WaitForAsync(one => one.Data.Contains(wanted, StringComparison.Ordinal), $"state {n}");
        }

        // Without Prefer, and with another tag beside the one that is known.
        var delta = await page.GetAsync("/page", ("A-IM", form), ("If-None-Match", $"\"unknown\", {first["ETag"]}"));

        Assert.Equal((226, first["ETag"], null), (delta.Status, delta["Delta-Base"], delta["Preference-Applied"]));
        Assert.True(Is(Prices.Page(5), Applied(form, first.Body, delta.Body)), delta.Body);
    }

    [Theory]
    [InlineData("text-delta", "\"unknown\"", 200)]
    [InlineData("text-delta", null, 200)]
    [InlineData("text-delta", "*", 304)]
    [InlineData("vcdiff, gdiff", "{old}", 200)]
    [InlineData("merge-patch", "{old}", 200)]
    [InlineData("text-delta", "{new}", 304)]
    public async Task OneWithAnotherBase_OrAnotherManipulation_IsAnsweredWhole(string form, string? tag, int status)
    {
        await using var page = await StartAsync();
        await using var watching = page.Open("/page");
        var old = (await page.GetAsync("/page"))["ETag"]!;
        page.Site.SetBody("/page", "application/json", Prices.Page(2));
        await watching.WaitForAsync(one => one.Data.Contains("\"n\": 2", StringComparison.Ordinal), "the change");
        var current = (await page.GetAsync("/page"))["ETag"]!;
        tag = tag?.Replace("{old}", old, StringComparison.Ordinal).Replace("{new}", current, StringComparison.Ordinal);

        var answer = await page.GetAsync("/page", tag is null ? [("A-IM", form)] : [("A-IM", form), ("If-None-Match", tag)]);

        Assert.Equal((status, null), (answer.Status, answer["IM"]));
        if (status == 200) Assert.Equal(Prices.Page(2), answer.Body);
    }

    [Fact]
    public async Task AWeakTag_ThatMayStandForOtherBytes_IsNoBase()
    {
        await using var page = await StartAsync();
        page.Site.SetBody("/weak", SiteBody.Of("application/json", Prices.Page(1)) with { ETag = "W/\"1\"" });
        await using var watching = page.Open("/weak");
        await page.GetAsync("/weak");
        page.Site.SetBody("/weak", SiteBody.Of("application/json", Prices.Page(2)) with { ETag = "W/\"2\"" });
        await watching.WaitForAsync(one => one.Data.Contains("\"n\": 2", StringComparison.Ordinal), "the change");

        Assert.Equal(200, (await page.GetAsync("/weak", ("A-IM", "text-delta"), ("If-None-Match", "W/\"1\""))).Status);
    }

    [Theory]
    [InlineData("{a}")]
    [InlineData("{b}, {a}")]
    [InlineData("{a}, {b}")]
    public async Task OneWhoHasTheNewest_WhichWasTheStateEarlierToo_Is304(string tags)
    {
        await using var page = await StartAsync();
        await using var watching = page.Open("/page");
        var a = (await page.GetAsync("/page"))["ETag"]!;
        await ChangeAsync(page, watching, 2);
        var b = (await page.GetAsync("/page"))["ETag"]!;
        await ChangeAsync(page, watching, 1);
        tags = tags.Replace("{a}", a, StringComparison.Ordinal).Replace("{b}", b, StringComparison.Ordinal);

        var answer = await page.GetAsync("/page", ("A-IM", "text-delta"), ("If-None-Match", tags));
        var delta = await page.GetAsync("/page", ("A-IM", "text-delta"), ("If-None-Match", b));

        Assert.NotEqual(a, b);
        Assert.Equal((304, a, null), (answer.Status, answer["ETag"], answer["IM"]));
        Assert.Equal((226, b, a), (delta.Status, delta["Delta-Base"], delta["ETag"]));
        Assert.Equal(Prices.Page(1), TextDeltaReader.Apply(Prices.Page(2), delta.Body));
    }

    [Fact]
    public async Task ATagThatTheSiteGivesToTwoStates_IsNoBase()
    {
        await using var page = await StartAsync();
        Serve(1, "\"same\"");
        await using var watching = page.Open("/twice");
        await watching.WaitForAsync(one => one.Data.Contains("\"n\": 1", StringComparison.Ordinal), "state 1");
        foreach (var (n, tag) in ((int, string)[])[(2, "\"same\""), (3, "\"own\""), (4, "\"last\"")])
        {
            Serve(n, tag);
            var wanted = $"\"n\": {n}";
            await watching.WaitForAsync(one => one.Data.Contains(wanted, StringComparison.Ordinal), $"state {n}");
        }

        var doubtful = await page.GetAsync("/twice", ("A-IM", "text-delta"), ("If-None-Match", "\"same\""));
        var certain = await page.GetAsync("/twice", ("A-IM", "text-delta"), ("If-None-Match", "\"own\""));

        Assert.Equal((200, null, Prices.Page(4)), (doubtful.Status, doubtful["IM"], doubtful.Body));
        Assert.Equal((226, "\"own\""), (certain.Status, certain["Delta-Base"]));
        Assert.Equal(Prices.Page(4), TextDeltaReader.Apply(Prices.Page(3), certain.Body));

        // Never a 304, which such a site could not mean.
        void Serve(int n, string tag) => page.Site.On("/twice", Answers.Status(200, Prices.Page(n), ("ETag", tag), ("Content-Type", "application/json")));
    }

    [Fact]
    public async Task AChangeThatIsNotSmallerThanThePage_IsAnsweredWhole()
    {
        await using var page = await StartAsync();
        page.Site.SetBody("/small", "application/json", "1");
        await using var watching = page.Open("/small");
        var old = await page.GetAsync("/small");
        page.Site.SetBody("/small", "application/json", "2");
        await watching.BodyAsync("2");

        var answer = await page.GetAsync("/small", ("A-IM", "text-delta"), ("If-None-Match", old["ETag"]!));

        Assert.Equal((200, "2"), (answer.Status, answer.Body));
    }

    private static async Task ChangeAsync(WatchedSite page, SseClient watching, int n)
    {
        var (before, wanted) = (watching.Events.Count, $"\"n\": {n}");
        page.Site.SetBody("/page", "application/json", Prices.Page(n));
        await watching.WaitUntilAsync(events => events.Skip(before).Any(one => one.Data.Contains(wanted, StringComparison.Ordinal)), $"state {n}");
    }

    private static string Applied(string form, string old, string delta) => form is "text-delta"
        ? TextDeltaReader.Apply(old, delta)
        : JsonSpacing.None.Text(JsonPatchReader.Apply(Encoding.UTF8.GetBytes(old), Encoding.UTF8.GetBytes(delta)));

    private static bool Is(string json, string other) => JsonSame.Difference(Encoding.UTF8.GetBytes(json), Encoding.UTF8.GetBytes(other)) is null;

    private static async Task<WatchedSite> StartAsync()
    {
        var page = await WatchedSite.StartAsync();
        page.Site.SetBody("/page", "application/json", Prices.Page(1));
        return page;
    }
}
