using System.Text.Json;
using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit.Sites;
using Microsoft.AspNetCore.Http;

namespace CometGateway.FunctionalTests.Faults;

/// <summary>A site that fails before a stream ever had a state: what is final is refused, what may pass is waited for in the stream.</summary>
public sealed class FirstPollTests
{
    private const string Policy = """{ "Poll": { "Interval": "00:00:00.100", "MaxInterval": "00:00:00.400" } }""";
    private const string Impatient = """{ "Poll": { "Interval": "00:00:00.100", "MaxInterval": "00:00:00.400", "Timeout": "00:00:01" } }""";
    private const string Well = """{"well":true}""";

    public static TheoryData<string> Temporary => ["500", "503", "429", "hangs", "reset", "empty reply", "invalid gzip", "breaks off in the body", "body shorter than its Content-Length"];

    [Theory]
    [MemberData(nameof(Temporary))]
    public async Task Subscribe_WhatMayPass_OpensStaleAndGoesLiveLater(string fault)
    {
        var (script, reason) = SiteFaults.Of(fault);
        await using var page = await WatchedSite.StartAsync(fault is "hangs" ? Impatient : Policy);
        page.Site.On("/page", script);
        await using var client = page.Open("/page");
        Assert.Contains(reason, await client.StatesAsync("stale"), StringComparison.Ordinal);
        Assert.Empty(client.Bodies());

        page.Site.On("/page", Answers.Json(Well));

        await client.BodyAsync(Well);
        await client.StatesAsync("stale", "live");
        Assert.Equal([Well], client.Bodies());
    }

    [Theory]
    [InlineData("401", 401, "unauthorized")]
    [InlineData("403", 401, "unauthorized")]
    [InlineData("404", 404, "gone")]
    [InlineData("410", 404, "gone")]
    [InlineData("too large", 406, "too_large")]
    [InlineData("no-store", 406, "not_watchable")]
    [InlineData("Vary: *", 406, "not_watchable")]
    [InlineData("204", 406, "not_watchable")]
    public async Task Subscribe_WhatWillNotPass_IsAProblemThatSaysWhy(string answer, int status, string code)
    {
        await using var page = await WatchedSite.StartAsync(Policy);
        page.Site.On("/page", Script(answer));

        await using var client = page.Open("/page");

        Assert.Equal(status, (int)await client.AnswerAsync());
        Assert.Equal("application/problem+json", client.ResponseHeaders!["Content-Type"]);
        Assert.Equal("no-store", client.ResponseHeaders["Cache-Control"]);
        using var problem = JsonDocument.Parse(client.RefusalBody!);
        Assert.Equal((status, code), (problem.RootElement.GetProperty("status").GetInt32(), problem.RootElement.GetProperty("code").GetString()));
        Assert.EndsWith(".", problem.RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Subscribe_CredentialedRedirectToLogin_Is401()
    {
        await using var page = await WatchedSite.StartAsync(Policy);
        page.Site.On("/page", Answers.Redirect("/login"));

        await using var client = page.Open("/page", ("Cookie", "user=anna"));

        Assert.Equal(401, (int)await client.AnswerAsync());
    }

    [Fact]
    public async Task Subscribe_SiteDown_OpensStale()
    {
        var site = await ScriptedSite.StartAsync();
        await site.DisposeAsync();
        await using var gateway = await TestKit.GatewayApp.StartAsync(GatewayJson.Of(site.Address, Policy));
        await using var client = TestKit.Streams.SseClient.Open(new(gateway.Address, "/page"));

        Assert.Contains("connection", await client.StatesAsync("stale"), StringComparison.Ordinal);
    }

    private static RequestDelegate Script(string answer) => answer switch
    {
        "too large" => Answers.Huge(5 << 20),
        "no-store" => Answers.Status(200, "x", ("Cache-Control", "no-store")),
        "Vary: *" => Answers.Status(200, "x", ("Vary", "*")),
        var status => Answers.Status(int.Parse(status, System.Globalization.CultureInfo.InvariantCulture)),
    };
}
