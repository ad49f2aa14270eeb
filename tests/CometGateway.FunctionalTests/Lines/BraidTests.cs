using CometGateway.FunctionalTests.Watched;

namespace CometGateway.FunctionalTests.Lines;

/// <summary>Braid-HTTP: one response that holds update after update, and goes on from the version that its client has.</summary>
public class BraidTests
{
    [Fact]
    public async Task Subscribe_IsAMultiresponse_OfTheStateAndThenOfTextRanges()
    {
        await using var page = await StartAsync();
        await using var reader = await BraidReader.OpenAsync(page, "/page");
        var first = await reader.NextAsync();
        page.Site.SetBody("/page", "application/json", Prices.Page(2));
        var second = await reader.NextAsync();

        Assert.Equal((209, "Multiresponse", "true"), ((int)reader.Response.StatusCode, reader.Response.ReasonPhrase, Assert.Single(reader.Response.Headers.GetValues("Subscribe"))));
        Assert.Equal((null, Prices.Page(1)), (first.Parents, first.Body));
        Assert.Equal((first.Version, null), (second.Parents, second.Body));
        Assert.NotEqual(first.Version, second.Version);
        Assert.Equal(Prices.Page(2), second.AppliedTo(first.Body!));
    }

    [Fact]
    public async Task Parents_OfAnOlderVersion_GoesOnFromThere()
    {
        await using var page = await StartAsync();
        await using var watching = page.Open("/page");
        var first = await FirstAsync(page);
        foreach (var n in (int[])[2, 3])
        {
            page.Site.SetBody("/page", "application/json", Prices.Page(n));
            var wanted = $"\"n\": {n}";
            await watching.WaitForAsync(one => one.Data.Contains(wanted, StringComparison.Ordinal), $"state {n}");
        }

        await using var back = await BraidReader.OpenAsync(page, "/page", ("Parents", $"\"{first.Version}\""));
        var update = await back.NextAsync();

        Assert.Equal((first.Version, null), (update.Parents, update.Body));
        Assert.Equal(Prices.Page(3), update.AppliedTo(first.Body!));
    }

    [Fact]
    public async Task Parents_OfTheNewestVersion_IsToldTheNextChangeAlone()
    {
        await using var page = await StartAsync();
        var first = await FirstAsync(page);

        await using var back = await BraidReader.OpenAsync(page, "/page", ("Parents", $"\"{first.Version}\""));
        page.Site.SetBody("/page", "application/json", Prices.Page(2));
        var update = await back.NextAsync();

        Assert.Equal((first.Version, null), (update.Parents, update.Body));
        Assert.Equal(Prices.Page(2), update.AppliedTo(first.Body!));
    }

    [Theory]
    [InlineData("\"AAAAAAAAAAAAAAAA\"")]
    [InlineData("\"site-1\", \"site-2\"")]
    public async Task Parents_ThatNobodyKnows_IsToldTheWholeState(string parents)
    {
        await using var page = await StartAsync();
        await using var reader = await BraidReader.OpenAsync(page, "/page", ("Parents", parents));

        Assert.Equal(Prices.Page(1), (await reader.NextAsync()).Body);
    }

    private static async Task<BraidUpdate> FirstAsync(WatchedSite page)
    {
        await using var reader = await BraidReader.OpenAsync(page, "/page");
        return await reader.NextAsync();
    }

    private static async Task<WatchedSite> StartAsync()
    {
        var page = await WatchedSite.StartAsync();
        page.Site.SetBody("/page", "application/json", Prices.Page(1));
        return page;
    }
}
