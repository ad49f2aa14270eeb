using System.Collections.Concurrent;
using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using CometGateway.TestKit.Streams;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace CometGateway.FunctionalTests.Many;

/// <summary>Limits that one URL meets are told of that URL.</summary>
public sealed class ManyLimitTests
{
    [Theory]
    [InlineData("SessionsPerResource", "/1", "503 resource_sessions_full", "5")]
    [InlineData("Resources", "/2", "503 resources_full", "5")]
    [InlineData("ResourcesPerAddress", "/2", "429 address_resources_full", "10")]
    public async Task ALimit_OneTooMany_IsToldOfThatUrl_AndThePlaceIsGivenBack(string key, string second, string refusal, string seconds)
    {
        await using var page = await WatchedSite.StartAsync(
            """{ "Poll": { "Interval": "00:00:00.150" }, "Linger": "00:00:00" }""", $$""" "Limits": { "{{key}}": 1 }, """);
        page.Site.Otherwise(Answers.Json("1"));
        await using (var holder = await ManyClient.OpenAsync(page, isSse: false, "/1"))
        {
            await holder.StateAsync("/1", "1");
            await using var client = await ManyClient.OpenAsync(page, isSse: false, second);

            Assert.Equal(refusal, await client.RefusalAsync(second));
            Assert.Equal(seconds, client.Lines.Single(line => line.Event is "error").Of("retryAfter"));
            Assert.DoesNotContain(client.Lines, line => line.Event is "message");
        }

        await Eventually.IsTrueAsync(
            async () =>
            {
                await using var client = await ManyClient.OpenAsync(page, isSse: false, second);
                return (await client.WaitForAsync(line => line.Event is "message" or "error", "an answer")).Event is "message";
            },
            "the place that was given back");
    }

    [Fact]
    public async Task AConnectionsEnd_WaitsForWhatStillReadsItsRequest()
    {
        var (entered, release, order) = (new TaskCompletionSource(), new TaskCompletionSource(), new ConcurrentQueue<string>());
        await using var site = (await ScriptedSite.StartAsync()).On("/watched/page", Answers.Json("1"));
        await using var gateway = await GatewayApp.StartAsync(
            WatchedConfiguration.For(site.Address).Replace("\"Metadata\"", "\"AuthorizationPolicy\":\"slow\",\"Metadata\"", StringComparison.Ordinal),
            configure: builder =>
            {
                builder.Services.AddAuthorizationBuilder().AddPolicy("slow", policy => policy.RequireAssertion(async _ =>
                {
                    entered.SetResult();
                    await release.Task;
                    order.Enqueue("the URL");
                    return true;
                }));
                builder.Services.AddSingleton<IStartupFilter>(new Outermost("/_comet/stream", () => order.Enqueue("the connection")));
            });
        var client = await LineClient.OpenAsync(new(gateway.Address, ManyClient.PathOf("/watched/page")));
        await client.WaitForAsync(line => line.Event is "retry", "the opening");
        await entered.Task.WaitAsync(Patience.Default);

        await client.DisposeAsync();
        using var http = TestClient.Create(gateway.Address);
        await Eventually.IsTrueAsync(
            async () => (await http.GetStringAsync(new Uri("/_comet/status", UriKind.Relative))).Contains("\"sessions\":0,", StringComparison.Ordinal), "the session is over");
        release.SetResult();

        await Eventually.IsTrueAsync(() => order.Contains("the connection"), "the connection's end");
        Assert.Equal(["the URL", "the connection"], order);
    }

    private sealed class Outermost(string path, Action ended) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(async (context, rest) =>
            {
                try
                {
                    await rest(context);
                }
                finally
                {
                    if (context.Request.Path == path) ended();
                }
            });
            next(app);
        };
    }

    [Fact]
    public async Task AConnectionsEnd_LetsGoOfAllItsResources()
    {
        await using var page = await WatchedSite.StartAsync("""{ "Poll": { "Interval": "00:00:00.150" }, "Linger": "00:00:00" }""");
        var release = new TaskCompletionSource();
        page.Site.Otherwise(Answers.Json("1")).On("/slow", Answers.Held(release.Task, Answers.Json("2")));
        await using (var client = await ManyClient.OpenAsync(page, isSse: true, "/1", "/2", "/slow"))
        {
            await client.StateAsync("/1", "1");
            await client.StateAsync("/2", "1");
            await page.Site.Requests.NthAsync(1, "/slow");
        }

        // The one whose site has not answered yet is let go with its connection too.
        await Eventually.IsTrueAsync(
            () => page.Resources.Count == 0, "no resource is left");
        release.SetResult();
    }
}
