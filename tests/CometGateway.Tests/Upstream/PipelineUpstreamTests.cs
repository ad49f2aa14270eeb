using System.Diagnostics;
using CometGateway.Core.Http;
using CometGateway.Upstream;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Model;
using Yarp.ReverseProxy.Transforms;
using static CometGateway.Tests.Upstream.PollRig;

namespace CometGateway.Tests.Upstream;

/// <summary>What a poll sends, and what it brings when the site answers.</summary>
public class PipelineUpstreamTests
{
    [Fact]
    public async Task PollAsync_PlainSite_BringsStatusHeadersBodyAndTimes()
    {
        await using var site = await Site.StartAsync(async context =>
        {
            context.Response.Headers.ETag = "\"v1\"";
            context.Response.Headers.Append("Vary", "Accept");
            context.Response.Headers.Append("Vary", "Cookie");
            await context.Response.WriteAsync($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}");
        });
        await using var rig = new PollRig([site]);

        var answer = await rig.PollAsync(Request("/api/präis e", "?b=2&a=%2f"));

        Assert.Null(answer.Fault);
        Assert.Equal(200, answer.Status);
        Assert.Equal("GET /api/pr%C3%A4is%20e?b=2&a=%2f", answer.Text());
        Assert.Equal("\"v1\"", answer.Headers["etag"]);
        Assert.Equal("Accept, Cookie", answer.Headers["Vary"]);
        Assert.Equal((rig.Time.GetUtcNow(), rig.Time.GetUtcNow()), (answer.RequestedAt, answer.ReceivedAt));
    }

    [Fact]
    public async Task PollAsync_Headers_AreOursTheRequestsAndNobodyElses()
    {
        IHeaderDictionary? seen = null;
        await using var site = await Site.StartAsync(context =>
        {
            seen = new HeaderDictionary(context.Request.Headers.ToDictionary(StringComparer.OrdinalIgnoreCase));
            return Task.CompletedTask;
        });
        await using var rig = new PollRig([site]);

        await rig.PollAsync(Request("/", "", ("If-None-Match", "\"a\""), ("Cookie", "sid=1"), ("Accept", "text/html")));

        Assert.Equal("\"a\"", seen!["If-None-Match"]);
        Assert.Equal("sid=1", seen["Cookie"]);
        Assert.Equal("text/html", seen.Accept);
        Assert.Equal("gzip, br, deflate", seen.AcceptEncoding);
        Assert.Matches(@"^CometGateway/\d+\.\d+\.\d+$", seen.UserAgent.ToString());
        Assert.Equal("site.example", seen["X-Forwarded-Host"]);
        Assert.Equal("http", seen["X-Forwarded-Proto"]);
        Assert.False(seen.ContainsKey("X-Forwarded-For"));
        Assert.False(seen.ContainsKey("Transfer-Encoding"));

        await rig.PollAsync(Request("/", "", ("Accept-Encoding", "identity"), ("User-Agent", "varied")));

        Assert.Equal("identity", seen.AcceptEncoding);
        Assert.Equal("varied", seen.UserAgent);
    }

    [Fact]
    public async Task PollAsync_RouteWithTransforms_AppliesThem()
    {
        await using var site = await Site.StartAsync(context =>
        {
            context.Response.Headers["X-Secret"] = "1";
            return context.Response.WriteAsync($"{context.Request.Path} {context.Request.Headers["X-Added"]}");
        });
        await using var rig = new PollRig([site], route => route
            .WithTransformPathRemovePrefix("/app")
            .WithTransformRequestHeader("X-Added", "yes")
            .WithTransformResponseHeaderRemove("X-Secret"));

        var answer = await rig.PollAsync(Request("/app/prices"));

        Assert.Equal("/prices yes", answer.Text());
        Assert.False(answer.Headers.Contains("X-Secret"));
    }

    [Fact]
    public async Task PollAsync_PathPatternTransform_FindsTheRouteValues()
    {
        await using var site = await Site.StartAsync(context => context.Response.WriteAsync(context.Request.Path));
        await using var rig = new PollRig([site], route => (route with { Match = new RouteMatch { Path = "/shop/{area=all}/{**rest}" } })
            .WithTransformPathRouteValues("/legacy/{area}/{**rest}"));

        Assert.Equal("/legacy/toys/a/b", (await rig.PollAsync(Request("/shop/toys/a/b"))).Text());
        Assert.Equal("/legacy/all", (await rig.PollAsync(Request("/shop"))).Text());
    }

    [Fact]
    public async Task PollAsync_Unchanged_BringsThe304WithItsHeaders()
    {
        await using var site = await Site.StartAsync(context =>
        {
            context.Response.StatusCode = context.Request.Headers.IfNoneMatch.ToString().Equals("\"v1\"", StringComparison.Ordinal) ? 304 : 200;
            context.Response.Headers.ETag = "\"v1\"";
            return Task.CompletedTask;
        });
        await using var rig = new PollRig([site]);

        for (var i = 0; i < 20; i++)
        {
            var answer = await rig.PollAsync(Request("/", "", ("If-None-Match", "\"v1\"")));
            Assert.Equal((304, null, 0, "\"v1\""), (answer.Status, answer.Fault, answer.Body.Length, answer.Headers["ETag"]));
        }
    }

    [Fact]
    public async Task PollAsync_304ThatStatesTheLengthOfTheBody_IsAnAnswer()
    {
        await using var site = Site.Raw("HTTP/1.1 304 Not Modified\r\nContent-Length: 500\r\nETag: \"v\"\r\n\r\n");
        await using var rig = new PollRig([site]);

        Assert.Equal((304, null), await StatusAndFault(rig));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task PollAsync_SiteAnswersAnErrorItself_IsAnAnswerWithItsHeaders(int status)
    {
        await using var site = await Site.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.RetryAfter = "17";
            return context.Response.WriteAsync("busy");
        });
        await using var rig = new PollRig([site]);

        var answer = await rig.PollAsync();

        Assert.Equal((status, null, "17", "busy"), (answer.Status, answer.Fault, answer.Headers["Retry-After"], answer.Text()));
    }

    [Fact]
    public async Task PollAsync_OneStickyDestination_StaysAtItsNodeUntilThatFails()
    {
        var status = new Dictionary<string, int>(StringComparer.Ordinal) { ["a"] = 200, ["b"] = 200 };
        await using var a = await Node("a");
        await using var b = await Node("b");
        await using var rig = new PollRig([a, b], cluster: cluster => cluster with { LoadBalancingPolicy = "RoundRobin" });
        var sticky = new StickyDestination();

        var first = (await rig.PollAsync(sticky: sticky)).Text();
        for (var i = 0; i < 5; i++) Assert.Equal(first, (await rig.PollAsync(sticky: sticky)).Text());
        var others = new[] { (await rig.PollAsync()).Text(), (await rig.PollAsync()).Text() };
        Assert.Equal("ab", string.Concat(others.Order(StringComparer.Ordinal)));

        status[first] = 500;
        Assert.Equal(500, (await rig.PollAsync(sticky: sticky)).Status);

        // Round robin comes to the other node within two polls.
        if ((await rig.PollAsync(sticky: sticky)).Status == 500) await rig.PollAsync(sticky: sticky);
        for (var i = 0; i < 5; i++) Assert.Equal(200, (await rig.PollAsync(sticky: sticky)).Status);

        Task<Site> Node(string name) => Site.StartAsync(context =>
        {
            context.Response.StatusCode = status[name];
            return context.Response.WriteAsync(name);
        });
    }

    [Fact]
    public async Task PollAsync_AffinitisedCluster_KeepsToTheNodeOfTheCookieAndMakesNoNewOne()
    {
        await using var a = await Site.StartAsync(context => context.Response.WriteAsync("a"));
        await using var b = await Site.StartAsync(context => context.Response.WriteAsync("b"));
        await using var rig = new PollRig([a, b], cluster: cluster => cluster with
        {
            LoadBalancingPolicy = "RoundRobin",
            SessionAffinity = new SessionAffinityConfig { Enabled = true, Policy = "ArrCookie", FailurePolicy = "Redistribute", AffinityKeyName = "node" },
        });

        var without = await rig.PollAsync(Request("/", "", ("Cookie", "sid=1; xnode=2")));
        Assert.False(without.Headers.Contains("Set-Cookie"));

        var unknown = await rig.PollAsync(Request("/", "", ("Cookie", "sid=1; node=unknown")));
        var cookie = unknown.Headers["Set-Cookie"]!.Split(';')[0];
        var sticky = new StickyDestination();
        await rig.PollAsync(sticky: sticky);
        for (var i = 0; i < 6; i++)
        {
            var answer = await rig.PollAsync(Request("/", "", ("Cookie", "sid=1; " + cookie)), sticky: i % 2 == 0 ? sticky : null);
            Assert.Equal((unknown.Text(), false), (answer.Text(), answer.Headers.Contains("Set-Cookie")));
        }
    }

    [Fact]
    public async Task PollAsync_OperatorsMiddleware_FindsTheRouteAndScopedServices()
    {
        await using var site = await Site.StartAsync(context => context.Response.WriteAsync("ok"));
        (string? Route, bool Services, string? Remainder) seen = default;
        await using var rig = new PollRig([site], middleware: (context, next) =>
        {
            seen = (context.GetEndpoint()?.Metadata.GetMetadata<RouteModel>()?.Config.RouteId, context.RequestServices is not null, context.GetRouteValue("rest") as string);
            return next(context);
        });

        await rig.PollAsync(Request("/x/y"));

        Assert.Equal(("r", true, "x/y"), seen);
    }

    [Fact]
    public async Task PollAsync_MiddlewareThatWritesThePipe_BringsItsBody()
    {
        await using var rig = new PollRig([], middleware: async (context, _) => await context.Response.BodyWriter.WriteAsync("own"u8.ToArray()));

        Assert.Equal("own", (await rig.PollAsync()).Text());
    }

    [Fact]
    public async Task PollAsync_StartedWithinSomebodysRequest_HasAnActivityOfItsOwn()
    {
        var polls = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => string.Equals(source.Name, "CometGateway", StringComparison.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                lock (polls) polls.Add(activity);
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using var site = await Site.StartAsync(context => context.Response.WriteAsync("ok"));
        await using var rig = new PollRig([site], route => route with { RouteId = "traced" });
        using var subscriber = new Activity("subscriber").Start();

        await rig.Upstream.PollAsync("traced", Request(), Limits, new StickyDestination(), CancellationToken.None);

        Assert.Same(subscriber, Activity.Current);
        Activity poll;
        lock (polls) poll = Assert.Single(polls, activity => Equals(activity.GetTagItem("comet.route"), "traced"));
        Assert.Equal(("comet.poll", null), (poll.OperationName, poll.ParentId));
        Assert.NotEqual(subscriber.TraceId, poll.TraceId);
        Assert.Equal(200, poll.GetTagItem("http.response.status_code"));
    }

    [Fact]
    public async Task PollAsync_AnyPoll_LogsNoHeaderAndNoQuery()
    {
        await using var site = await Site.StartAsync(context => context.Response.WriteAsync("ok"));
        await using var rig = new PollRig([site]);

        await rig.PollAsync(Request("/p", "?token=SECRET", ("Cookie", "sid=SECRET")));

        Assert.StartsWith("Debug 300 Poll of route r at a: 200, 2 bytes", Assert.Single(rig.Logged), StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", string.Join('\n', rig.Logged), StringComparison.Ordinal);
    }

    private static async Task<(int Status, PollFault? Fault)> StatusAndFault(PollRig rig)
    {
        var answer = await rig.PollAsync();
        return (answer.Status, answer.Fault);
    }
}
