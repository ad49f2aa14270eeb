using CometGateway.TestKit.Sites;
using Microsoft.Playwright;

namespace CometGateway.BrowserTests;

/// <summary>The browser's user changes, as by a login that scripts cannot see: a page opened after that shows nothing of the user before, nowhere and never.</summary>
[Collection(ChromiumCollection.Name)]
public sealed class ClientUsersTests(ChromiumFixture fixture)
{
    /// <summary>Every user has polls of their own.</summary>
    private const string Policy = """
        { "Poll": { "Interval": "00:00:00.100" }, "Linger": "00:00:00", "Transports": ["sse", "ndjson", "longpoll", "websocket", "iframe"] }
        """;

    private const string Bert = "user=bert";

    [Theory]
    [InlineData("worker", "auto")]
    [InlineData("leader", "auto")]
    [InlineData("worker", "websocket")]
    [InlineData("worker", "longpoll")]
    [InlineData("leader", "iframe")]
    public async Task SecondTab_OfAnotherUser_ShowsOnlyThatUsersPage(string share, string transport)
    {
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var gateway = await StartAsync(released.Task);
        await using var context = await fixture.Browser.OpenContextAsync();
        await LogInAsync(context, gateway, "anna");
        await using var one = await ClientPage.OpenAsync(context, gateway.Address, new { share }, new { transport });
        await one.UntilAsync("subscription.value === 'user=anna'");

        await LogInAsync(context, gateway, "bert");
        await using var two = await ClientPage.OpenAsync(context, gateway.Address, new { share }, new { transport });
        // A user's first poll takes as long as the site does: until then there is nothing to show.
        await gateway.Site.Requests.FirstAsync(request => request["Cookie"] is Bert, "a poll for bert");
        Assert.Empty(await SeenAsync(two));
        released.SetResult();
        await two.UntilAsync("subscription.value === 'user=bert' && subscription.status === 'live'");

        Assert.Equal([Bert], await SeenAsync(two));
        // The first tab is told who the browser's user is now. Frames are each tab's own.
        if (transport is "iframe") return;
        await one.UntilAsync("subscription.value === 'user=bert'");
        Assert.Equal(["user=anna", Bert], await SeenAsync(one));
    }

    [Theory]
    [InlineData("worker", "auto")]
    [InlineData("leader", "auto")]
    [InlineData("worker", "websocket")]
    [InlineData("tab", "auto")]
    public async Task Tab_ThatLogsOutAndLoadsThePageAgain_ShowsOnlyTheNextUsersPage(string share, string transport)
    {
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var gateway = await StartAsync(released.Task);
        await using var context = await fixture.Browser.OpenContextAsync();
        await LogInAsync(context, gateway, "anna");
        await using var page = await ClientPage.OpenAsync(context, gateway.Address, new { share }, new { transport });
        await page.UntilAsync("subscription.value === 'user=anna'");

        await LogInAsync(context, gateway, "bert");
        // By another URL, as after a login form: the page left goes to the back/forward cache, and the worker that it started lives on.
        await page.Tab.GotoAsync(page.Tab.Url + "&again=1");
        await gateway.Site.Requests.FirstAsync(request => request["Cookie"] is Bert, "a poll for bert");
        Assert.Empty(await SeenAsync(page));
        released.SetResult();
        await page.UntilAsync("subscription.value === 'user=bert' && subscription.status === 'live'");

        Assert.Equal([Bert], await SeenAsync(page));
    }

    [Theory]
    [InlineData("worker")]
    [InlineData("leader")]
    public async Task SecondTab_OfTheSameUser_IsNoRepetitionForTheFirst(string share)
    {
        await using var gateway = await StartAsync();
        await using var context = await fixture.Browser.OpenContextAsync();
        await LogInAsync(context, gateway, "anna");
        await using var one = await ClientPage.OpenAsync(context, gateway.Address, new { share });
        await one.UntilAsync("subscription.value === 'user=anna'");
        await using var two = await ClientPage.OpenAsync(context, gateway.Address, new { share });
        await two.UntilAsync("subscription.value === 'user=anna'");

        // The next change reaches both: whatever was on the way before it has been handed out.
        gateway.Site.SetBody(ClientPage.Data, "application/json", "\"next\"");
        foreach (var page in new[] { one, two })
        {
            await page.UntilAsync("subscription.value === 'next'");
            Assert.Equal(["user=anna", "next"], await SeenAsync(page));
        }

        Assert.Equal("[\"live\"]", await one.Tab.EvaluateAsync<string>("JSON.stringify(states)"));
    }

    /// <summary>The site greets each user with their cookie; bert's pages wait until they are released.</summary>
    private static async Task<WatchedGateway> StartAsync(Task? released = null)
    {
        var gateway = await WatchedGateway.StartAsync(policy: Policy);
        gateway.Site.On(ClientPage.Data, async context =>
        {
            var user = context.Request.Headers.Cookie.ToString();
            if (user is Bert && released is not null) await released.WaitAsync(context.RequestAborted);
            await Answers.Json($"\"{user}\"")(context);
        });
        return gateway;
    }

    private static Task LogInAsync(IBrowserContext context, WatchedGateway gateway, string user) =>
        context.AddCookiesAsync([new Cookie { Name = "user", Value = user, Url = gateway.Address.AbsoluteUri, HttpOnly = true }]);

    private static Task<string[]> SeenAsync(ClientPage page) => page.Tab.EvaluateAsync<string[]>("seen");
}
