using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit;
using CometGateway.TestKit.Streams;

namespace CometGateway.FunctionalTests.Streams;

/// <summary>The gateway's own parameters are known by their decoded names, wherever a URL is read, and none of them reaches the site.</summary>
public sealed class EncodedParameterTests
{
    private const string Form = "%63omet.eve%6Ets=text%2Ddelta";

    [Fact]
    public async Task AStream_ObeysThem_AndIsOfThePageWithoutThem()
    {
        await using var page = await StartAsync();
        await using var plain = page.Open("/page?x=1");
        await plain.BodyAsync("12");
        await using var encoded = SseClient.Open(Exactly(page, $"/page?{Form}&x=1&COMET%2Ekeepalive=event"));
        var state = await encoded.WaitForAsync(one => one.Type is "snapshot", "the state in the form that is asked for");
        await using var lines = await LineClient.OpenAsync(Exactly(page, $"/page?x=1&{Form}"));
        await lines.WaitForAsync(line => line.Event is "snapshot", "the same by lines");
        await using var back = SseClient.Open(Exactly(page, $"/page?x=1&{Form}&comet%2Esince={state.Id}"));
        page.Site.SetBody("/page", "text/plain", "13");
        var next = await back.WaitForAsync(one => one.Id is not null, "the change");

        Assert.Equal("\"13\"", next.Data);
        Assert.Single(page.Resources);
        AssertSiteSaw(page, "?x=1");
    }

    [Fact]
    public async Task AConnectionOfManyPages_TellsOfThePageWithoutThem()
    {
        await using var page = await StartAsync();
        var url = $"/page?x=1&{Form}";
        await using var lines = await LineClient.OpenAsync(Exactly(page, $"/_comet/stream?url={Uri.EscapeDataString(url)}"));
        await using var socket = await page.ConnectAsync("/_comet/stream");
        await socket.SendAsync($$"""{"subscribe":"{{url}}"}""");
        foreach (var received in (Observed<ReceivedLine>[])[lines.Lines, socket.Messages])
        {
            var state = await received.FirstAsync(line => line.Id is not null, "the state");

            Assert.Equal(("/page?x=1", "snapshot", "12"), (state.Url, state.Event, state.DataText));
        }

        await socket.SendAsync($$"""{"unsubscribe":"/page?%43omet.events=items&x=1"}""");
        await Eventually.IsTrueAsync(() => page.Resources is [{ Subscribers: 1 }], "it is the same page that is given up");
        AssertSiteSaw(page, "?x=1");
    }

    [Fact]
    public async Task PlainGets_OfAnyMethod_HideThemFromTheSite()
    {
        await using var page = await StartAsync();

        var got = await SendAsync(page, "GET", $"/page?{Form}&x=1");
        await SendAsync(page, "POST", $"/page?x=1&{Form}");

        Assert.Equal("12", got.Body);
        AssertSiteSaw(page, "?x=1");
    }

    [Fact]
    public async Task AWrongValue_IsRefused_NamingTheParameter()
    {
        await using var page = await StartAsync();

        var answer = await SendAsync(page, "GET", "/page?%63omet.events=x", "text/event-stream");

        Assert.Equal(400, answer.Status);
        Assert.Contains("comet.events = 'x': allowed is 'snapshot'", answer.Body.Replace("\\u0027", "'", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Empty(page.Site.Requests.All);
    }

    [Fact]
    public async Task OnARouteThatIsNotWatched_TheyAreTheSitesOwn()
    {
        await using var page = await StartAsync();

        await SendAsync(page, "GET", $"/plain/page?{Form}&comet.events=x");

        // YARP decodes on its way what needs no escape.
        Assert.Equal("?comet.events=text-delta&comet.events=x", Uri.UnescapeDataString(Assert.Single(page.Site.Requests.All).Query));
    }

    private static void AssertSiteSaw(WatchedSite page, string query)
    {
        Assert.NotEmpty(page.Site.Requests.All);
        Assert.All(page.Site.Requests.All, request => Assert.Equal(query, request.Query));
    }

    private static async Task<PlainAnswer> SendAsync(WatchedSite page, string method, string url, string? accept = null)
    {
        using var request = new HttpRequestMessage(new(method), Exactly(page, url));
        if (accept is not null) request.Headers.Accept.ParseAdd(accept);
        using var answer = await page.Http.SendAsync(request);
        return await PlainAnswer.OfAsync(answer);
    }

    /// <summary>A URI would decode what needs no escape.</summary>
    private static Uri Exactly(WatchedSite page, string url) =>
        new(page.Gateway.Address.GetLeftPart(UriPartial.Authority) + url, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

    private static async Task<WatchedSite> StartAsync()
    {
        var page = await WatchedSite.StartAsync();
        page.Site.SetBody("/page", "text/plain", "12");
        return page;
    }
}
