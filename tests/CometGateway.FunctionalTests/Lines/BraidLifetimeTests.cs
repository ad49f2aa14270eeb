using System.Globalization;
using System.Text.Json;
using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit;

namespace CometGateway.FunctionalTests.Lines;

/// <summary>A Braid-HTTP subscription has the duties and the limits of every session: recycling, keepalives, drain, places.</summary>
public class BraidLifetimeTests
{
    private const int Allowed = 2;

    [Fact]
    public async Task Recycling_EndsBetweenUpdates_AndParentsLoseAndRepeatNothing()
    {
        // A first state is larger than that, and three or four changes are.
        await using var page = await StartAsync(""" "ConnectionBytes": 600, """);
        var (n, text, version) = (1, "", (string?)null);
        for (var connection = 0; connection < 4; connection++)
        {
            await using var reader = await BraidReader.OpenAsync(page, "/page", version is null ? [] : [("Parents", $"\"{version}\"")]);
            while (await reader.TryNextAsync() is { } update)
            {
                Assert.Equal((version, n == 1), (update.Parents, update.Body is not null));
                (text, version) = (update.AppliedTo(text), update.Version);
                Assert.Equal(Prices.Page(n), text);
                // The site moves on only when this client has the state, so it has seen each of them, once.
                page.Site.SetBody("/page", "application/json", Prices.Page(++n));
            }
        }

        Assert.True(n > 5, $"{n} states in four connections");
    }

    [Fact]
    public async Task Silence_ForKeepAlive_IsBrokenByAnEmptyLine_WhichIsNoUpdate()
    {
        var time = new ManualTimeProvider();
        await using var page = await StartAsync(""" "KeepAlive": "00:00:20", """, time);
        await using var reader = await BraidReader.OpenAsync(page, "/page");
        var first = await reader.NextAsync();
        using var patience = new CancellationTokenSource(Patience.Default);
        Assert.Equal(("", ""), (await reader.LineAsync(patience.Token), await reader.LineAsync(patience.Token)));

        var line = reader.LineAsync(patience.Token);
        var seconds = 0;
        await Eventually.IsTrueAsync(
            () =>
            {
                if (line.IsCompleted) return true;
                time.Advance(TimeSpan.FromSeconds(1));
                seconds++;
                return false;
            },
            "a keepalive");
        page.Site.SetBody("/page", "application/json", Prices.Page(2));
        time.Advance(TimeSpan.FromSeconds(1));
        var second = await reader.NextAsync();

        Assert.Equal("", await line);
        Assert.True(seconds >= 20, $"after {seconds} s");
        Assert.Equal((first.Version, Prices.Page(2)), (second.Parents, second.AppliedTo(first.Body!)));
    }

    [Fact]
    public async Task StopAsync_EndsItBetweenUpdates_AndRefusesTheNextWith503()
    {
        // The drain goes on until the clock moves.
        var time = new ManualTimeProvider();
        await using var page = await StartAsync(time: time);
        await using var reader = await BraidReader.OpenAsync(page, "/page");
        await reader.NextAsync();

        var stopping = page.Gateway.StopAsync();
        await AssertRefusedAsync(page, 503, "draining");
        Assert.False(stopping.IsCompleted);
        await Eventually.IsTrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return stopping.IsCompleted;
            },
            "the end");

        await stopping;
        Assert.Null(await reader.TryNextAsync());
    }

    [Theory]
    [InlineData("Sessions", 503, "sessions_full")]
    [InlineData("SessionsPerAddress", 429, "address_sessions_full")]
    [InlineData("SessionsPerResource", 503, "resource_sessions_full")]
    public async Task Limit_OneTooMany_IsRefusedUntilAPlaceIsGivenBack(string key, int status, string code)
    {
        await using var page = await StartAsync($$""" "Limits": { "{{key}}": {{Allowed}} }, """);
        await using var first = await BraidReader.OpenAsync(page, "/page");
        await using (await BraidReader.OpenAsync(page, "/page"))
        {
            await AssertRefusedAsync(page, status, code);
        }

        await Eventually.IsTrueAsync(
            async () =>
            {
                await using var next = await BraidReader.OpenAsync(page, "/page");
                return (int)next.Response.StatusCode == 209;
            },
            "the place that was given back");
    }

    private static async Task AssertRefusedAsync(WatchedSite page, int status, string code)
    {
        var answer = await page.GetAsync("/page", ("Subscribe", "true"));
        Assert.Equal((status, "application/problem+json"), (answer.Status, answer["Content-Type"]));
        Assert.True(int.Parse(answer["Retry-After"]!, CultureInfo.InvariantCulture) > 0);
        using var problem = JsonDocument.Parse(answer.Body);
        Assert.Equal(code, problem.RootElement.GetProperty("code").GetString());
    }

    private static async Task<WatchedSite> StartAsync(string comet = "", TimeProvider? time = null)
    {
        var page = await WatchedSite.StartAsync(comet: comet, time: time);
        page.Site.SetBody("/page", "application/json", Prices.Page(1));
        return page;
    }
}
