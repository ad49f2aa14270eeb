using CometGateway.TestKit;
using CometGateway.TestKit.Sites;

namespace CometGateway.BrowserTests;

/// <summary>The browser client's long polls of pages that cannot be held back, and of a site that answers something else than the page.</summary>
[Collection(ChromiumCollection.Name)]
public sealed class ClientLongPollTests(ChromiumFixture fixture)
{
    private const string OwnAudience = """{ "Poll": { "Interval": "00:00:00.100" }, "Linger": "00:00:00" }""";

    [Theory]
    [InlineData("Last-Modified", "Sat, 01 Aug 2026 00:00:00 GMT")]
    [InlineData("Cache-Control", "no-store")]
    public async Task PageWithoutEntityTag_IsHandedOutAsItChanges_AndAskedForAtAPace(string header, string value)
    {
        await using var gateway = await WatchedGateway.StartAsync();
        var n = 0;
        gateway.Site.On(ClientPage.Data, context =>
        {
            context.Response.Headers[header] = value;
            return Answers.Text("text/plain", $"state {n}")(context);
        });
        await using var context = await fixture.Browser.OpenContextAsync();
        await using var page = await ClientPage.OpenAsync(context, gateway.Address, options: new { transport = "longpoll" });

        for (; n < 3; n++) await page.UntilAsync("subscription.value === argument", $"state {n}");

        Assert.Equal(["state 0", "state 1", "state 2"], await page.Tab.EvaluateAsync<string[]>("seen"));
        // One at the beginning of each pause of two seconds.
        var asked = gateway.Requests.All.Count(request => request.Path == ClientPage.Data);
        Assert.InRange(asked, 3, 2 + (int)(await page.Tab.EvaluateAsync<double>("performance.now() - begun") / 2000));
    }

    [Fact]
    public async Task LoginInPlaceOfThePage_IsNoValue_AndThePageComesBackAfterIt()
    {
        await using var gateway = await WatchedGateway.StartAsync(policy: OwnAudience);
        gateway.Show(1);
        gateway.Site.SetBody("/login.html", "text/html", "<title>Please log in</title>");
        await using var context = await fixture.Browser.OpenContextAsync();
        await using var page = await ClientPage.OpenAsync(context, gateway.Address, options: new { transport = "longpoll" });
        await page.ShowsAsync(1);

        gateway.Site.On(ClientPage.Data, Answers.Redirect("/login.html"));
        await page.UntilAsync("subscription.reason === argument", $"redirected to {new Uri(gateway.Address, "/login.html")}");
        gateway.Site.SetBody(ClientPage.Data, "text/html", "<title>Please log in</title>");
        await page.UntilAsync("subscription.reason === 'HTML in place of JSON'");
        gateway.Show(2);
        await page.ShowsAsync(2);

        await page.AssertNumbersAsync([1, 2]);
        await page.UntilAsync("subscription.status === 'live'");
    }
}
