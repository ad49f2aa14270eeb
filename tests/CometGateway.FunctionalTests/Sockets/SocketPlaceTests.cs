using System.Net.WebSockets;
using CometGateway.FunctionalTests.Watched;
using CometGateway.Lifetime;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using Microsoft.Extensions.DependencyInjection;

namespace CometGateway.FunctionalTests.Sockets;

/// <summary>A socket that is over gives its place back soon, also where its client takes no more bytes and answers nothing.</summary>
public sealed class SocketPlaceTests
{
    [Theory]
    [InlineData("", null)]
    [InlineData("", "no command")]
    [InlineData(""" "ConnectionLifetime": "00:00:01", """, null)]
    [InlineData(""" "ConnectionBytes": 1, """, null)]
    public async Task OneWhoseClientStopsReading_IsCutAfterSendTimeout_WhateverEndsIt(string comet, string? message)
    {
        await using var page = await StartAsync(comet);
        await using var socket = await RawSocket.OpenAsync(page, "/large", receives: 65_536);
        await IsHeldUpAsync(page);

        if (message is not null) await socket.SendAsync([message]);

        await AssertPlaceIsFreeAsync(page);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("no command")]
    public async Task OneOverHttp2_WhoseClientStopsReading_IsCutAfterSendTimeout(string? message)
    {
        await using var page = await StartAsync(isHttp2: true);
        await using var socket = await page.ConnectAsync("/large", new() { IsHttp2 = true }, isReading: false);
        await IsHeldUpAsync(page);

        if (message is not null) await socket.SendAsync(message);

        await AssertPlaceIsFreeAsync(page);
    }

    [Theory]
    [InlineData("/missing")]
    [InlineData("/login")]
    public async Task OneWhosePageIsRefused_AndWhoseClientNeitherReadsNorCloses_GivesItsPlaceBack(string path)
    {
        await using var page = await StartAsync();
        await using var socket = await RawSocket.OpenAsync(page, path);
        await page.Site.Requests.NthAsync(1, path);

        await AssertPlaceIsFreeAsync(page);
        // What was said to it is there all the same.
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, await socket.CloseAsync());
    }

    [Fact]
    public async Task OneTooMany_TakesNoPlace_AndItsConnectionEnds_ThoughItsClientNeverCloses()
    {
        await using var page = await StartAsync(sessions: 1);
        await using var holder = await RawSocket.OpenAsync(page, "/small");
        while ((await holder.ReceiveAsync()).Event is not "message")
        {
        }

        await using var refused = await RawSocket.OpenAsync(page, "/small");

        Assert.Equal(1013, (int)await refused.CloseAsync());
        Assert.Equal(1, Places(page).Count);
        await Assert.ThrowsAnyAsync<IOException>(refused.FrameAsync);
    }

    private static SessionLimits Places(WatchedSite page) => page.Gateway.Services.GetRequiredService<SessionLimits>();

    /// <summary>It has a place, and its state, which is larger than the buffers on the way, has begun to go out.</summary>
    private static Task IsHeldUpAsync(WatchedSite page) => Eventually.IsTrueAsync(
        () => Places(page).Count == 1 && page.Resources is [{ Subscribers: 1, Version: not null }], "the state is on its way");

    private static async Task AssertPlaceIsFreeAsync(WatchedSite page)
    {
        await Eventually.IsTrueAsync(() => Places(page).Count == 0, "the place is given back");
        // And nothing is polled any more on its behalf.
        await Eventually.IsTrueAsync(() => page.Resources.Count == 0, "the resource is let go");
    }

    private static async Task<WatchedSite> StartAsync(string comet = "", bool isHttp2 = false, int sessions = 10)
    {
        var page = await WatchedSite.StartAsync(
            """{ "Poll": { "Interval": "00:00:00.150" }, "Linger": "00:00:00" }""",
            $$""" "SendTimeout": "00:00:01", "Limits": { "Sessions": {{sessions}}, "MaxBodyBytes": 16777216 }, {{comet}} """,
            isHttp2);
        page.Site.SetBody("/large", "text/plain", new string('x', 12_000_000)).SetBody("/small", "application/json", "1")
            .On("/missing", Answers.Status(404)).On("/login", Answers.Status(401));
        return page;
    }
}
