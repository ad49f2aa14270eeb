using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit.Sites;
using Microsoft.AspNetCore.Http;

namespace CometGateway.FunctionalTests.Writes;

/// <summary>Writes through the gateway wake the poller: with an interval of 30 s nothing else brings a change in time.</summary>
public sealed class WriteTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    [InlineData("MKCOL")]
    public async Task Write_ToThePageItself_ReachesSubscribersAtOnce(string method)
    {
        await using var page = await WatchedSite.StartAsync(GatewayJson.Slow);
        ServeStore(page, "/page", new Store());
        await using var client = page.Open("/page?room=1");
        await client.BodyAsync("version 0");

        Assert.Equal(200, (await page.SendAsync(method, "/page")).Status);

        await client.BodyAsync("version 1", Soon);
    }

    [Theory]
    [InlineData("Location", "/page", 303)]
    [InlineData("Location", "/page?saved=1", 302)]
    [InlineData("Location", "page", 201)]
    [InlineData("Location", "{gateway}page", 201)]
    [InlineData("Location", "{site}page", 303)]
    [InlineData("Content-Location", "/page", 200)]
    [InlineData("Content-Location", "{site}page", 200)]
    public async Task Write_ElsewhereThatNamesThePage_WakesIt(string header, string value, int status)
    {
        await using var page = await WatchedSite.StartAsync(GatewayJson.Slow);
        var store = new Store();
        ServeStore(page, "/page", store);
        var reference = value
            .Replace("{gateway}", page.Gateway.Address.ToString(), StringComparison.Ordinal)
            .Replace("{site}", page.Site.Address.ToString(), StringComparison.Ordinal);
        page.Site.On("/form", Writing(store, Answers.Status(status, "", (header, reference))));
        await using var client = page.Open("/page");
        await client.BodyAsync("version 0");

        Assert.Equal(status, (await page.SendAsync("POST", "/form")).Status);

        await client.BodyAsync("version 1", Soon);
    }

    [Fact]
    public async Task Write_ThatNamesAPageOfAnotherOrigin_WakesNothing()
    {
        await using var page = await WatchedSite.StartAsync(GatewayJson.Slow);
        var store = new Store();
        ServeStore(page, "/page", store);
        page.Site.On("/form", Writing(store, Answers.Status(303, "", ("Location", "http://elsewhere.example/page"))));
        await using var client = page.Open("/page");
        await client.BodyAsync("version 0");

        await page.SendAsync("POST", "/form");
        await page.SendAsync("POST", "/other");
        await WakeNothingAsync(page);
    }

    [Fact]
    public async Task Write_AtAPathThatThePolicyTies_WakesIt()
    {
        await using var page = await WatchedSite.StartAsync("""{ "Poll": { "Interval": "00:00:30" }, "WakeOn": [ "/api/*/orders", "/admin/**" ] }""");
        var store = new Store();
        ServeStore(page, "/page", store);
        page.Site.Otherwise(Writing(store, Answers.Status(204)));
        await using var client = page.Open("/page");
        await client.BodyAsync("version 0");

        await page.SendAsync("POST", "/api/7/orders");
        await client.BodyAsync("version 1", Soon);
        await page.SendAsync("DELETE", "/admin/a/b/c");
        await client.BodyAsync("version 2", Soon);
    }

    [Fact]
    public async Task Write_OnAnUnwatchedRoute_WakesWhatItNames()
    {
        await using var page = await WatchedSite.StartAsync(GatewayJson.Slow);
        var store = new Store();
        ServeStore(page, "/page", store);
        page.Site.On("/plain/form", Writing(store, Answers.Redirect("/page", 303)));
        await using var client = page.Open("/page");
        await client.BodyAsync("version 0");

        await page.SendAsync("POST", "/plain/form");

        await client.BodyAsync("version 1", Soon);
    }

    [Theory]
    [InlineData(150)]
    [InlineData(700)]
    public async Task Write_ThatTheSiteCommitsLate_IsSeenByAFollowUpPoll(int milliseconds)
    {
        await using var page = await WatchedSite.StartAsync(GatewayJson.Slow);
        var store = new Store();
        var committed = new TaskCompletionSource();
        page.Site.On("/page", async context =>
        {
            if (HttpMethods.IsPost(context.Request.Method))
            {
                using var timer = TimeProvider.System.CreateTimer(_ => { store.Version++; committed.SetResult(); }, null, TimeSpan.FromMilliseconds(milliseconds), Timeout.InfiniteTimeSpan);
                context.Response.StatusCode = 202;
                await context.Response.CompleteAsync();
                await committed.Task;
                return;
            }

            await Answers.Text("text/plain", store.Text)(context);
        });
        await using var client = page.Open("/page");
        await client.BodyAsync("version 0");

        Assert.Equal(202, (await page.SendAsync("POST", "/page")).Status);

        await client.BodyAsync("version 1", Soon);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(403)]
    [InlineData(409)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Write_ThatFails_WakesNothing(int status)
    {
        await using var page = await WatchedSite.StartAsync(GatewayJson.Slow);
        page.Site.On("/page", context => HttpMethods.IsPost(context.Request.Method)
            ? Answers.Status(status)(context)
            : Answers.Text("text/plain", "version 0")(context));
        await using var client = page.Open("/page");
        await client.BodyAsync("version 0");

        Assert.Equal(status, (await page.SendAsync("POST", "/page")).Status);

        await WakeNothingAsync(page);
    }

    [Theory]
    [InlineData("OPTIONS")]
    [InlineData("TRACE")]
    [InlineData("HEAD")]
    [InlineData("PROPFIND")]
    [InlineData("REPORT")]
    [InlineData("SEARCH")]
    public async Task SafeMethod_OfAnyKind_WakesNothing(string method)
    {
        await using var page = await WatchedSite.StartAsync(GatewayJson.Slow);
        page.Site.On("/page", Answers.Text("text/plain", "version 0"));
        await using var client = page.Open("/page");
        await client.BodyAsync("version 0");

        Assert.Equal(200, (await page.SendAsync(method, "/page")).Status);

        await WakeNothingAsync(page);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task PlainGet_RightAfterAWrite_IsNeverTheOldState(bool hasBody)
    {
        await using var page = await WatchedSite.StartAsync(GatewayJson.Slow);
        var store = new Store();
        page.Site.On("/page", async context =>
        {
            if (HttpMethods.IsPost(context.Request.Method))
            {
                store.Version++;
                if (hasBody) await Answers.Text("text/plain", "saved")(context);
                else context.Response.StatusCode = 204;
                return;
            }

            await Answers.Text("text/plain", store.Text)(context);
        });
        await using var client = page.Open("/page");
        await client.BodyAsync("version 0");

        for (var i = 1; i <= 100; i++)
        {
            Assert.InRange((await page.SendAsync("POST", "/page")).Status, 200, 204);
            Assert.Equal($"version {i}", (await page.GetAsync("/page")).Body);
        }
    }

    [Fact]
    public async Task PlainGet_WhileTheWritesAnswerIsStillComing_IsNotTheOldState()
    {
        await using var page = await WatchedSite.StartAsync(GatewayJson.Slow);
        var store = new Store();
        var release = new TaskCompletionSource();
        var slowly = Writing(store, Answers.Dribble("text/plain", ["saved", "."], (part, aborted) => part == 0 ? Task.CompletedTask : release.Task.WaitAsync(aborted)));
        page.Site.On("/page", context => HttpMethods.IsGet(context.Request.Method) ? Answers.Text("text/plain", "version 0")(context) : slowly(context));
        await using var client = page.Open("/page");
        await client.BodyAsync("version 0");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/page");
        using var answer = await page.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        page.Site.On("/page", Answers.Text("text/plain", store.Text));

        Assert.Equal("version 1", (await page.GetAsync("/page")).Body);

        release.SetResult();
        Assert.Equal("saved.", await answer.Content.ReadAsStringAsync());
    }

    /// <summary>A plain GET is then still answered from the snapshot, and the site has seen one GET, the first.</summary>
    private static async Task WakeNothingAsync(WatchedSite page)
    {
        Assert.Equal("version 0", (await page.GetAsync("/page")).Body);
        Assert.Single(page.Site.Requests.To("/page"), request => request.Method is "GET");
    }

    private static void ServeStore(WatchedSite page, string path, Store store)
    {
        var write = Writing(store, Answers.Text("text/plain", "saved"));
        page.Site.On(path, context => HttpMethods.IsGet(context.Request.Method) ? Answers.Text("text/plain", store.Text)(context) : write(context));
    }

    private static RequestDelegate Writing(Store store, RequestDelegate answer) => context =>
    {
        store.Version++;
        return answer(context);
    };

    private sealed class Store
    {
        private int _version;

        public int Version
        {
            get => Volatile.Read(ref _version);
            set => Volatile.Write(ref _version, value);
        }

        public string Text => $"version {Version}";
    }
}
