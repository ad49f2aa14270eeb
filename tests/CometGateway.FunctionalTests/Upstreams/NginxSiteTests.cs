using System.Net;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;

namespace CometGateway.FunctionalTests.Upstreams;

public sealed class NginxSiteTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2025, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private NginxSite _site = null!;
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        _site = await NginxSite.StartAsync();
        _http = TestClient.Create(_site.Address);
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _site.DisposeAsync();
    }

    [Fact]
    public async Task Get_WithTheETagOfTheFile_Is304AndLogged()
    {
        _site.Write("prices.json", """{"price":101}""");
        using var first = await _http.GetAsync(new Uri("prices.json", UriKind.Relative));

        using var second = await ConditionalAsync(first);

        Assert.Equal("application/json", first.Content.Headers.ContentType?.MediaType);
        Assert.NotNull(first.Content.Headers.LastModified);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        await Eventually.IsTrueAsync(() => _site.Requests.Count == 2, "both requests in nginx's log");
        Assert.Equal([200, 304], _site.Requests.Select(request => request.Status));
        Assert.Equal(first.Headers.ETag!.ToString(), _site.Requests[1].IfNoneMatch);
    }

    [Fact]
    public async Task Get_AfterTheFileWasReplaced_IsTheNewBody()
    {
        _site.Write("prices.json", """{"price":101}""", Noon);
        using var first = await _http.GetAsync(new Uri("prices.json", UriKind.Relative));

        _site.Write("prices.json", """{"price":102}""", Noon.AddSeconds(1));
        using var second = await ConditionalAsync(first);

        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        Assert.Equal("""{"price":102}""", await second.Content.ReadAsStringAsync());
    }

    // A fact about the site, not a wish: whoever polls nginx faster than once a second must know it.
    [Fact]
    public async Task Get_AfterAChangeOfTheSameLengthInTheSameSecond_Is304AllTheSame()
    {
        _site.Write("prices.json", """{"price":101}""", Noon);
        using var first = await _http.GetAsync(new Uri("prices.json", UriKind.Relative));

        _site.Write("prices.json", """{"price":102}""", Noon.AddMilliseconds(500));
        using var second = await ConditionalAsync(first);

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    private Task<HttpResponseMessage> ConditionalAsync(HttpResponseMessage held)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "prices.json");
        request.Headers.IfNoneMatch.Add(held.Headers.ETag!);
        return _http.SendAsync(request);
    }
}
