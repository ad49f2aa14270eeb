using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using Microsoft.AspNetCore.Http;

namespace CometGateway.FunctionalTests.Many;

/// <summary>A URL that has to be opened again recycles its connection, as a client comes back for all of its URLs only.</summary>
public sealed class ManyReturnTests
{
    private static readonly (string Name, string Value) German = ("Accept-Language", "de");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task OneThatMoves_EndsTheConnection_AndIsRefusedToWhoComesBack(bool isSse)
    {
        await using var page = await StartAsync();
        await using var client = await ManyClient.OpenAsync(page, isSse, "/a", "/b");
        await BothAsync(client);

        page.Site.On("/b", Answers.Redirect("/elsewhere"));
        await EndedAsync(client);

        await using var back = await ManyClient.OpenAsync(page, isSse, "/a", "/b");
        Assert.Equal("307 moved", await back.RefusalAsync("/b"));
        page.Site.On("/a", Answers.Json("2"));
        await back.StateAsync("/a", "2");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task OneThatBeginsToVary_EndsTheConnection_AndIsTheClientsOwnAfterwards(bool isSse)
    {
        await using var page = await StartAsync();
        var path = ManyClient.PathOf("/a", "/b");
        await using var client = await ManyClient.OpenAsync(page, isSse, path, [German]);
        await BothAsync(client);

        page.Site.On("/b", ByLanguage);
        await EndedAsync(client);

        await using var back = await ManyClient.OpenAsync(page, isSse, path, [German]);
        await back.StateAsync("/b", "\"de\"");
        await back.StateAsync("/a", "1");
    }

    [Fact]
    public async Task ASocketsUrl_ThatMoves_Closes1001()
    {
        await using var page = await StartAsync();
        await using var client = await page.ConnectAsync(ManyClient.PathOf("/a", "/b"));
        await client.WaitForAsync(line => line.Url is "/a" && line.Data is "1", "one state");
        await client.WaitForAsync(line => line.Url is "/b" && line.Data is "1", "the other");

        page.Site.On("/b", Answers.Redirect("/elsewhere"));

        Assert.Equal(1001, await client.ClosedAsync());
        Assert.Contains(client.Messages.Items, line => line.Url is "/b" && line.Event is "status" && line.Of("state") is "draining");
    }

    private static async Task BothAsync(ManyClient client)
    {
        await client.StateAsync("/a", "1");
        await client.StateAsync("/b", "1");
    }

    private static async Task EndedAsync(ManyClient client)
    {
        await client.Ended.WaitAsync(Patience.Default);
        Assert.Contains(client.Lines, line => line.Url is "/b" && line.Event is "status" && line.Of("state") is "draining");
        Assert.DoesNotContain(client.Lines, line => line.Event is "error");
    }

    private static Task ByLanguage(HttpContext context) => Answers.Status(
        200, $"\"{context.Request.Headers.AcceptLanguage}\"", ("Vary", "Accept-Language"), ("Content-Type", "application/json"))(context);

    private static async Task<WatchedSite> StartAsync()
    {
        var page = await WatchedSite.StartAsync();
        page.Site.On("/a", Answers.Json("1")).On("/b", Answers.Json("1"));
        return page;
    }
}
