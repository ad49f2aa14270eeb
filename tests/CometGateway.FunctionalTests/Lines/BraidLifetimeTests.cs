using System.Globalization;
using System.Text.Json;
using CometGateway.FunctionalTests.Watched;
using CometGateway.Lifetime;
using CometGateway.TestKit;
using Microsoft.Extensions.DependencyInjection;

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
            var deadline = new Deadline($"the end of connection {connection}", () => $"{n} states so far, the last: {text}");
            await using var reader = await BraidReader.OpenAsync(page, "/page", version is null ? [] : [("Parents", $"\"{version}\"")]);
            while (await reader.TryNextAsync() is { } update)
            {
                deadline.Check();
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

        var started = time.GetTimestamp();
        Assert.Equal("", await AdvancingAsync(time, reader.LineAsync(patience.Token)));
        var passed = time.GetElapsedTime(started);
        page.Site.SetBody("/page", "application/json", Prices.Page(2));
        var second = await AdvancingAsync(time, reader.NextAsync());

        Assert.True(passed >= TimeSpan.FromSeconds(20), $"after {passed}");
        Assert.Equal((first.Version, Prices.Page(2)), (second.Parents, second.AppliedTo(first.Body!)));
    }

    [Fact]
    public async Task StopAsync_EndsItBetweenUpdates()
    {
        await using var page = await StartAsync();
        await using var reader = await BraidReader.OpenAsync(page, "/page");
        await reader.NextAsync();

        await page.Gateway.StopAsync();

        Assert.Null(await reader.TryNextAsync());
    }

    [Fact]
    public async Task ANewOne_WhileTheNodeDrains_IsRefusedWith503()
    {
        await using var page = await StartAsync();
        page.Gateway.Services.GetRequiredService<Readiness>().BeginDrain();

        await AssertRefusedAsync(page, 503, "draining");
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

    /// <summary>Moves the clock on until something has come of it.</summary>
    private static async Task<T> AdvancingAsync<T>(ManualTimeProvider time, Task<T> awaited)
    {
        await Eventually.IsTrueAsync(
            () =>
            {
                if (!awaited.IsCompleted) time.Advance(TimeSpan.FromSeconds(1));
                return awaited.IsCompleted;
            },
            "what the time brings");
        return await awaited;
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
