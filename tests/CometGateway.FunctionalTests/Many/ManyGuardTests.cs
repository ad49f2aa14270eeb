using System.Collections.Concurrent;
using System.Net;
using System.Security.Claims;
using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using CometGateway.TestKit.Streams;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;

namespace CometGateway.FunctionalTests.Many;

/// <summary>What an application puts around its proxy routes, and what of it holds for the URLs of a connection with many.</summary>
public sealed class ManyGuardTests : IAsyncLifetime
{
    private static readonly string _urls = ManyClient.PathOf("/watched/a?x=1", "/watched/b");
    private readonly ConcurrentQueue<string> _seen = new();
    private ScriptedSite _site = null!;

    public async Task InitializeAsync() => _site = (await ScriptedSite.StartAsync()).On("/watched/a", Answers.Json("1")).On("/watched/b", Answers.Json("2"));

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public async Task TheProxysOwnPipeline_RunsForEachUrl_WithThatUrlAndTheConnectionsHeadersAndAddress()
    {
        await using var gateway = await StartAsync(app => InPipeline(app, (context, next) =>
        {
            _seen.Enqueue($"{context.Request.Path}{context.Request.QueryString} {context.Request.Headers["X-Tenant"]} {context.Connection.RemoteIpAddress}");
            return next(context);
        }));

        await using var client = await OpenAsync(gateway, ("X-Tenant", "red"));
        await StatesAsync(client);

        Assert.Equal(["/watched/a?x=1 red 127.0.0.1", "/watched/b red 127.0.0.1"], _seen.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(401, "401 unauthorized ")]
    [InlineData(403, "403 forbidden ")]
    [InlineData(402, "402 refused ")]
    [InlineData(429, "429 refused 7")]
    [InlineData(503, "503 refused 7")]
    [InlineData(404, "404 not_watched ")]
    [InlineData(200, "404 not_watched ")]
    public async Task TheProxysOwnPipeline_RefusesAUrlByItsStatus_WhileTheOthersGoOn(int status, string expected)
    {
        await using var gateway = await StartAsync(app => InPipeline(app, (context, next) =>
        {
            if (context.Request.Path != "/watched/a") return next(context);
            (context.Response.StatusCode, context.Response.Headers.RetryAfter) = (status, status is 429 or 503 ? "7" : default);
            return context.Response.WriteAsync("no");
        }));

        await using var client = await OpenAsync(gateway);

        var refusal = await client.WaitForAsync(line => line.Event is "error", "the refusal");
        Assert.Equal(("/watched/a?x=1", expected), (refusal.Url, $"{refusal.Of("status")} {refusal.Of("code")} {refusal.Of("retryAfter")}"));
        await client.WaitForAsync(line => line.Url is "/watched/b" && line.Data is "2", "the other's state");
        Assert.Equal(0, _site.Requests.Count("/watched/a"));
    }

    [Fact]
    public async Task TheProxysOwnPipeline_ThatFailsOnTheWayBack_LeavesNobodyAttached()
    {
        await using var gateway = await StartAsync(app => InPipeline(app, async (context, next) =>
        {
            await next(context);
            if (context.Request.Path == "/watched/a") throw new InvalidOperationException("the audit is down");
        }));

        await using var client = await OpenAsync(gateway);

        Assert.Equal("500", (await client.WaitForAsync(line => line.Event is "error" && line.Url is "/watched/a?x=1", "the refusal")).Of("status"));
        await client.WaitForAsync(line => line.Url is "/watched/b" && line.Data is "2", "the other's state");
        Assert.All(gateway.Services.GetRequiredService<ICometResources>().List(), one => Assert.Equal(one.Path is "/watched/b" ? 1 : 0, one.Subscribers));
    }

    [Fact]
    public async Task TheProxysOwnPipeline_ThatThrows_FailsThatUrlAlone_AndSaysNothingOfTheRequest()
    {
        await using var gateway = await StartAsync(app => InPipeline(app, (context, next) =>
            context.Request.Path == "/watched/a" ? throw new FormatException("a secret of the request") : next(context)));

        await using var client = await OpenAsync(gateway);

        var refusal = await client.WaitForAsync(line => line.Event is "error", "the refusal");
        Assert.Equal(("/watched/a?x=1", "500", "failed"), (refusal.Url, refusal.Of("status"), refusal.Of("code")));
        Assert.Contains(nameof(FormatException), refusal.Of("detail"), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refusal.Text, StringComparison.Ordinal);
        await client.WaitForAsync(line => line.Url is "/watched/b" && line.Data is "2", "the other's state");
        _site.On("/watched/b", Answers.Json("3"));
        await client.WaitForAsync(line => line.Url is "/watched/b" && line.Data is "3", "the other's change");
    }

    [Fact]
    public async Task WhatTheProxysOwnPipelineChanges_IsWhatTheSiteIsPolledWith()
    {
        await using var gateway = await StartAsync(
            app => InPipeline(app, (context, next) =>
            {
                context.Request.Headers.Authorization = "Bearer of " + context.Request.Headers["X-Tenant"];
                return next(context);
            }),
            policy: GatewayJson.Quick);

        await using var client = await OpenAsync(gateway, ("X-Tenant", "red"));
        await StatesAsync(client);

        Assert.All(_site.Requests.All, request => Assert.Equal("Bearer of red", request["Authorization"]));
    }

    [Theory]
    [InlineData("conventions")]
    [InlineData("fallback")]
    public async Task AuthorizationOfAllRoutes_HoldsForTheUrls_WhereTheConnectionItselfIsOpenToAll(string by)
    {
        await using var gateway = await StartAsync(
            app =>
            {
                app.MapComet().AllowAnonymous();
                var proxy = app.MapReverseProxy(proxy => proxy.UseComet().UseLoadBalancing());
                if (by is "conventions") proxy.RequireAuthorization("staff");
            },
            builder =>
            {
                builder.Services.AddAuthentication("user").AddScheme<AuthenticationSchemeOptions, ByHeader>("user", null);
                var staff = new AuthorizationPolicyBuilder().RequireClaim(ClaimTypes.Name, "staff").Build();
                builder.Services.AddAuthorizationBuilder().AddPolicy("staff", staff).SetFallbackPolicy(by is "fallback" ? staff : null);
            });

        await using var stranger = await OpenAsync(gateway);
        await using var guest = await OpenAsync(gateway, ("Authorization", "User guest"));
        await using var staff = await OpenAsync(gateway, ("Authorization", "User staff"));

        Assert.Equal("401", (await stranger.WaitForAsync(line => line.Event is "error", "the refusal")).Of("status"));
        Assert.Equal("403", (await guest.WaitForAsync(line => line.Event is "error", "the refusal")).Of("status"));
        await StatesAsync(staff);
    }

    /// <summary>The limiter counts requests to the page's own URL; a stream of that URL is one, and so is a long poll.</summary>
    [Theory]
    [InlineData("route")]
    [InlineData("conventions")]
    public async Task ARateLimiterPolicy_IsNotGoneAround_AndThePagesOwnStreamIsCountedByIt(string by)
    {
        await using var gateway = await StartAsync(
            app =>
            {
                app.UseRateLimiter();
                var proxy = app.MapCometReverseProxy();
                if (by is "conventions") proxy.RequireRateLimiting("one");
            },
            builder => builder.Services.AddRateLimiter(limiter =>
            {
                limiter.RejectionStatusCode = 429;
                limiter.AddConcurrencyLimiter("one", options => options.PermitLimit = 1);
            }),
            change: json => by is "route" ? json.Replace("\"Metadata\"", "\"RateLimiterPolicy\":\"one\",\"Metadata\"", StringComparison.Ordinal) : json);

        await using var client = await OpenAsync(gateway);
        var refusal = await client.WaitForAsync(line => line.Event is "error", "the refusal");
        Assert.Equal(("406", "own_url"), (refusal.Of("status"), refusal.Of("code")));
        Assert.Contains("RateLimiterPolicy", refusal.Of("detail"), StringComparison.Ordinal);
        Assert.Empty(_site.Requests.All);

        var own = new Uri(gateway.Address, "/watched/a");
        await using var first = await LineClient.OpenAsync(own);
        await first.WaitForAsync(line => line.Data is "1", "the state");
        using var http = TestClient.Create(gateway.Address);
        Assert.Equal(429, (await PlainAnswer.OfAsync(http, "GET", "/watched/a", [("Accept", "text/event-stream")])).Status);
    }

    [Fact]
    public async Task ARateLimiterPolicy_CountsAPagesOwnSocket_WhichCarriesThatPageAlone()
    {
        await using var gateway = await StartAsync(
            app =>
            {
                app.UseRateLimiter();
                app.MapCometReverseProxy().RequireRateLimiting("one");
            },
            builder => builder.Services.AddRateLimiter(limiter => limiter.AddConcurrencyLimiter("one", options => options.PermitLimit = 1)));

        await using var client = await SocketClient.ConnectAsync(new(gateway.Address, "/watched/a"));
        await client.WaitForAsync(line => line.Url is "/watched/a" && line.Data is "1", "the state");
        foreach (var other in (string[])["/watched/b", "/watched/a?x=1"])
        {
            await client.SendAsync($$"""{"subscribe":"{{other}}"}""");
            Assert.Equal("own_url", (await client.WaitForAsync(line => line.Url == other && line.Event is "error", "a refusal")).Of("code"));
        }

        _site.On("/watched/a", Answers.Json("3"));
        await client.WaitForAsync(line => line.Data is "3", "the next state");
        await using var oneTooMany = await SocketClient.ConnectAsync(new(gateway.Address, "/watched/a"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, oneTooMany.HandshakeStatus);
    }

    [Fact]
    public async Task ARouteThatIsLeftOutOfTheRateLimitOfAll_IsOpened()
    {
        await using var gateway = await StartAsync(
            app =>
            {
                app.UseRateLimiter();
                app.MapCometReverseProxy().RequireRateLimiting("none");
            },
            builder => builder.Services.AddRateLimiter(limiter => limiter.AddConcurrencyLimiter("none", options => options.PermitLimit = 1)),
            change: json => json.Replace("\"Metadata\"", "\"RateLimiterPolicy\":\"Disable\",\"Metadata\"", StringComparison.Ordinal));

        await using var client = await OpenAsync(gateway);
        await StatesAsync(client);
    }

    /// <summary>Whether a page of another origin may read is a matter of the connection's answer, which names no origin.</summary>
    [Fact]
    public async Task ARoutesCorsPolicy_OpensTheConnectionToNobody()
    {
        await using var gateway = await StartAsync(
            app =>
            {
                app.UseCors();
                app.MapCometReverseProxy();
            },
            builder => builder.Services.AddCors(cors => cors.AddPolicy("friends", policy => policy.WithOrigins("http://friend"))),
            change: json => json.Replace("\"Metadata\"", "\"CorsPolicy\":\"friends\",\"Metadata\"", StringComparison.Ordinal));
        using var http = TestClient.Create(gateway.Address);

        Assert.Equal(("http://friend", (string?)null), (await AllowedAsync(http, "/watched/a", "http://friend"), await AllowedAsync(http, _urls, "http://friend")));
        await using var client = await OpenAsync(gateway, ("Origin", "http://friend"));
        await StatesAsync(client);
    }

    [Fact]
    public async Task TheConnectionsOwnCorsPolicy_OpensItToItsOrigins()
    {
        await using var gateway = await StartAsync(
            app =>
            {
                app.UseCors();
                app.MapComet().RequireCors("friends");
                app.MapReverseProxy(proxy => proxy.UseComet().UseLoadBalancing());
            },
            builder => builder.Services.AddCors(cors => cors.AddPolicy("friends", policy => policy.WithOrigins("http://friend"))));
        using var http = TestClient.Create(gateway.Address);

        Assert.Equal(("http://friend", (string?)null), (await AllowedAsync(http, _urls, "http://friend"), await AllowedAsync(http, _urls, "http://stranger")));
        Assert.Null(await AllowedAsync(http, "/watched/a", "http://friend"));
    }

    [Fact]
    public async Task TheApplicationsOwnMiddleware_RunsForTheConnectionAlone()
    {
        await using var gateway = await StartAsync(app =>
        {
            app.Use((HttpContext context, RequestDelegate next) =>
            {
                _seen.Enqueue(context.Request.Path);
                return next(context);
            });
            app.MapCometReverseProxy();
        });

        await using var client = await OpenAsync(gateway);
        await StatesAsync(client);

        Assert.Equal(["/_comet/stream"], _seen);
    }

    private static void InPipeline(WebApplication app, Func<HttpContext, RequestDelegate, Task> guard)
    {
        app.MapComet();
        app.MapReverseProxy(proxy =>
        {
            proxy.Use(guard);
            proxy.UseComet();
            proxy.UseLoadBalancing();
        });
    }

    private static async Task<string?> AllowedAsync(HttpClient http, string path, string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Origin", origin }, { "Accept", "text/event-stream" } } };
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        return answer.Headers.TryGetValues("Access-Control-Allow-Origin", out var origins) ? origins.Single() : null;
    }

    private static async Task StatesAsync(LineClient client)
    {
        await client.WaitForAsync(line => line.Url is "/watched/a?x=1" && line.Data is "1", "the first state");
        await client.WaitForAsync(line => line.Url is "/watched/b" && line.Data is "2", "the second state");
    }

    private static Task<LineClient> OpenAsync(GatewayApp gateway, params (string Name, string Value)[] headers) =>
        LineClient.OpenAsync(new(gateway.Address, _urls), headers.ToDictionary(field => field.Name, field => field.Value, StringComparer.OrdinalIgnoreCase));

    private Task<GatewayApp> StartAsync(Action<WebApplication> map, Action<WebApplicationBuilder>? configure = null, string? policy = null, Func<string, string>? change = null)
    {
        var json = WatchedConfiguration.For(_site.Address, policy: policy);
        return GatewayApp.StartAsync(change?.Invoke(json) ?? json, configure: configure, map: map);
    }
}
