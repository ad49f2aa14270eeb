using CometGateway.Core.Http;
using CometGateway.TestKit;
using CometGateway.Upstream;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Model;
using static CometGateway.Tests.Upstream.PollRig;

namespace CometGateway.Tests.Upstream;

/// <summary>What a poll brings when there is no usable answer.</summary>
public class PipelineUpstreamFaultTests
{
    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnot a size\r\n")]
    [InlineData("<html>not HTTP at all</html>\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Le")]
    public async Task PollAsync_BrokenAnswer_IsATransportFault(string bytes)
    {
        await using var site = Site.Raw(bytes);
        await using var rig = new PollRig([site]);

        AssertFault(PollFault.Transport, await rig.PollAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this")]
    public async Task PollAsync_ConnectionReset_IsATransportFault(string bytes)
    {
        await using var site = Site.Raw(bytes, reset: true);
        await using var rig = new PollRig([site]);

        AssertFault(PollFault.Transport, await rig.PollAsync());
    }

    [Fact]
    public async Task PollAsync_DestinationWithUserAndPath_HasNeitherInTheDetail()
    {
        await using var site = Site.Raw("");
        var address = site.Address.Replace("http://", "http://me:secret@", StringComparison.Ordinal).TrimEnd('/') + "/hidden?key=secret";
        await using var rig = new PollRig([site], cluster: cluster => cluster with
        {
            Destinations = new Dictionary<string, DestinationConfig>(StringComparer.Ordinal) { ["a"] = new() { Address = address } },
        });

        Assert.Equal($"{site.Address.TrimEnd('/')}, ResponseEnded", (await rig.PollAsync()).FaultDetail);
    }

    [Fact]
    public async Task PollAsync_ConnectionRefused_IsATransportFaultAndSaysSoInTheLog()
    {
        await using var site = Site.Refusing();
        await using var rig = new PollRig([site]);

        var answer = await rig.PollAsync();

        AssertFault(PollFault.Transport, answer);
        Assert.Equal($"{site.Address.TrimEnd('/')}, ConnectionRefused", answer.FaultDetail);
        Assert.StartsWith("Debug 301 Poll of route r at a: Transport", Assert.Single(rig.Logged), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PollAsync_OneDeadDestination_TheNextPollsFindTheOther()
    {
        await using var dead = Site.Refusing();
        await using var live = await Site.StartAsync(context => context.Response.WriteAsync("live"));
        await using var rig = new PollRig([dead, live], cluster: cluster => cluster with { LoadBalancingPolicy = "RoundRobin" });
        var sticky = new StickyDestination();

        var answers = new List<PollAnswer>();
        for (var i = 0; i < 10; i++) answers.Add(await rig.PollAsync(sticky: sticky));

        var failed = answers.TakeWhile(answer => answer.Fault is PollFault.Transport).Count();
        Assert.InRange(failed, 0, 1);
        Assert.All(answers.Skip(failed), answer => Assert.Equal("live", answer.Text()));
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, (1 << 20) + 1)]
    public async Task PollAsync_HundredMegabytes_AreCutWithoutWaitingForThem(bool withLength, int sentAtFirst)
    {
        // The site never sends the rest: a gateway that went on reading would time out instead.
        var hungUp = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var site = await Site.StartAsync(async context =>
        {
            using var aborted = context.RequestAborted.Register(hungUp.SetResult);
            if (withLength) context.Response.ContentLength = 100L << 20;
            await context.Response.Body.WriteAsync(new byte[sentAtFirst]);
            await context.Response.Body.FlushAsync();
            await hungUp.Task;
        });
        await using var rig = new PollRig([site]);

        AssertFault(PollFault.BodyTooLarge, await rig.PollAsync());
        await hungUp.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task PollAsync_BodyOfExactlyTheLimit_IsAnAnswer()
    {
        await using var site = await Site.StartAsync(context => context.Response.WriteAsync(new string('x', 1000)));
        await using var rig = new PollRig([site]);

        Assert.Equal(1000, (await rig.PollAsync(limits: Limits with { MaxBodyBytes = 1000 })).Body.Length);
        AssertFault(PollFault.BodyTooLarge, await rig.PollAsync(limits: Limits with { MaxBodyBytes = 999 }));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task PollAsync_SiteHangs_TimesOutByTheClock(bool withinTheBody)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var site = await Site.StartAsync(context => HangAsync(context, withinTheBody, reached));
        await using var rig = new PollRig([site]);

        var polling = rig.PollAsync();
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(30));
        rig.Time.Advance(Limits.Timeout - TimeSpan.FromTicks(1));
        Assert.False(polling.IsCompleted);
        rig.Time.Advance(TimeSpan.FromTicks(1));

        AssertFault(PollFault.Timeout, await polling);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task PollAsync_SilentDestination_IsBlamedByPassiveHealth(bool withinTheBody)
    {
        // The manual clock stands still: only YARP's own activity timeout, which runs in real time, can end this poll.
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var silent = await Site.StartAsync(context => HangAsync(context, withinTheBody, reached));
        await using var live = await Site.StartAsync(context => context.Response.WriteAsync("live"));
        await using var rig = new PollRig([silent, live], cluster: cluster => cluster with
        {
            LoadBalancingPolicy = "FirstAlphabetical",
            HealthCheck = new HealthCheckConfig { Passive = new PassiveHealthCheckConfig { Enabled = true } },
        });

        AssertFault(PollFault.Timeout, await rig.PollAsync(limits: Limits with { Timeout = TimeSpan.FromMilliseconds(300) }));

        Assert.True(rig.Lookup.TryGetCluster("c", out var cluster));
        Assert.Equal(DestinationHealth.Unhealthy, cluster.Destinations["a"].Health.Passive);
        // YARP takes it out of the available ones on the thread pool.
        await Eventually.IsTrueAsync(() => cluster.DestinationsState.AvailableDestinations.Count == 1, "the silent destination is taken out");
        Assert.Equal("live", (await rig.PollAsync()).Text());
    }

    [Fact]
    public async Task PollAsync_Stopping_ThrowsAndBlamesNobody()
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var site = await Site.StartAsync(context => HangAsync(context, withinTheBody: false, reached));
        await using var rig = new PollRig([site]);
        using var stopping = new CancellationTokenSource();

        var polling = rig.PollAsync(stopping: stopping.Token);
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await stopping.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => polling);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => rig.PollAsync(stopping: stopping.Token));
        Assert.Empty(rig.Logged);
    }

    [Fact]
    public async Task PollAsync_NoDestinations_IsUnavailable()
    {
        await using var rig = new PollRig([]);

        AssertFault(PollFault.Unavailable, await rig.PollAsync());
    }

    [Fact]
    public async Task PollAsync_RouteWithoutCluster_IsUnavailable()
    {
        await using var rig = new PollRig([], route => route with { ClusterId = "missing" });

        AssertFault(PollFault.Unavailable, await rig.PollAsync());
    }

    [Fact]
    public async Task PollAsync_RouteRemoved_IsUnavailable()
    {
        await using var site = await Site.StartAsync(context => context.Response.WriteAsync("ok"));
        await using var rig = new PollRig([site]);
        Assert.Equal(200, (await rig.PollAsync()).Status);

        await rig.RemoveRouteAsync();

        AssertFault(PollFault.Unavailable, await rig.PollAsync());
    }

    [Fact]
    public async Task PollAsync_MiddlewareAnswers503Itself_IsUnavailable()
    {
        await using var rig = new PollRig([], middleware: (context, _) =>
        {
            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        });

        AssertFault(PollFault.Unavailable, await rig.PollAsync());
    }

    [Fact]
    public async Task PollAsync_MiddlewareAborts_IsATransportFault()
    {
        await using var rig = new PollRig([], middleware: (context, _) =>
        {
            context.Abort();
            Assert.True(context.RequestAborted.IsCancellationRequested);
            return Task.CompletedTask;
        });

        AssertFault(PollFault.Transport, await rig.PollAsync());
    }

    [Fact]
    public async Task PollAsync_MiddlewareBreaksItsOwnContentLength_IsATransportFault()
    {
        await using var rig = new PollRig([], middleware: async (context, _) =>
        {
            context.Response.ContentLength = 10;
            await context.Response.WriteAsync("short");
        });

        AssertFault(PollFault.Transport, await rig.PollAsync());
    }

    [Fact]
    public async Task PollAsync_PipelineThrows_IsATransportFaultLoggedWithoutItsMessage()
    {
        await using var rig = new PollRig([], middleware: (context, _) => throw new InvalidOperationException("bad value " + context.Request.Headers.Cookie));

        AssertFault(PollFault.Transport, await rig.PollAsync(Request("/", "?token=SECRET", ("Cookie", "sid=SECRET"))));

        Assert.Contains(rig.Logged, line => line.StartsWith("Warning 302 The proxy pipeline threw System.InvalidOperationException on a poll of route r", StringComparison.Ordinal));
        Assert.DoesNotContain("SECRET", string.Join('\n', rig.Logged), StringComparison.Ordinal);
    }

    private static async Task HangAsync(HttpContext context, bool withinTheBody, TaskCompletionSource reached)
    {
        if (withinTheBody)
        {
            await context.Response.WriteAsync("begun");
            await context.Response.Body.FlushAsync();
        }

        reached.TrySetResult();
        await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
    }

    private static void AssertFault(PollFault fault, PollAnswer answer)
    {
        Assert.Equal((fault, 0, 0), (answer.Fault, answer.Status, answer.Body.Length));
        Assert.Empty(answer.Headers);
    }
}
