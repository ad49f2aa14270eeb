using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using CometGateway.TestKit.Streams;

namespace CometGateway.FunctionalTests.Streams;

/// <summary>Which request is a stream, and what is said to one that cannot be.</summary>
public sealed class NegotiationTests : IAsyncLifetime
{
    private const string Page = "/watched/page";

    private ScriptedSite _site = null!;
    private GatewayApp _gateway = null!;

    public async Task InitializeAsync()
    {
        _site = (await ScriptedSite.StartAsync()).SetBody(Page, "text/plain", "one");
        _gateway = await GatewayApp.StartAsync(WatchedConfiguration.For(_site.Address));
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _site.DisposeAsync();
    }

    [Fact]
    public async Task Stream_Headers_ForbidCachesAndBuffersOnTheWay()
    {
        await using var reader = await RawSseReader.OpenAsync(new(_gateway.Address, Page));

        var (headers, content) = (reader.Response.Headers, reader.Response.Content.Headers);
        Assert.Equal("text/event-stream; charset=utf-8", content.ContentType!.ToString());
        Assert.Equal((true, true), (headers.CacheControl!.NoCache, headers.CacheControl.NoTransform));
        Assert.Equal("no", Assert.Single(headers.GetValues("X-Accel-Buffering")));
        Assert.Equal(["Accept", "Accept-Encoding"], headers.Vary);
        Assert.Null(content.ContentLength);
    }

    [Theory]
    [InlineData("text/event-stream")]
    [InlineData("TEXT/Event-Stream")]
    [InlineData("application/json, text/event-stream;q=0.1")]
    [InlineData("text/html;q=0.5,text/event-stream; charset=utf-8")]
    public async Task Accept_NamesEventStream_IsAStream(string accept)
    {
        using var answer = await GetAsync(Page, accept);

        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData("text/event-stream;q=0")]
    [InlineData("text/event-stream; q=0.000, text/plain")]
    [InlineData("*/*")]
    [InlineData("text/*")]
    [InlineData("text/event-streams")]
    public async Task Accept_DoesNotWantEventStream_IsAPlainGet(string accept)
    {
        using var answer = await GetAsync(Page, accept);

        Assert.Equal("text/plain", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("one", await answer.Content.ReadAsStringAsync());
        Assert.Contains("Accept", answer.Headers.Vary);
    }

    [Theory]
    [InlineData("comet.sinse=AAAAAAAAAAAAAAAA", "comet.sinse", "comet.since")]
    [InlineData("comet.keepalive=yes", "comet.keepalive", "'event' or 'comment'")]
    [InlineData("comet.events=json-parch", "comet.events", "'snapshot', 'json-patch', 'merge-patch', 'text-delta' or 'items'")]
    [InlineData("%63omet.nothing", "comet.nothing", "comet.keepalive")]
    public async Task ReservedParameter_UnknownOrWrong_IsAProblemThatNamesItAndWhatIsAllowed(string query, string name, string allowed)
    {
        using var answer = await GetAsync($"{Page}?{query}", "text/event-stream");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        var detail = problem.RootElement.GetProperty("detail").GetString();
        Assert.StartsWith($"{name} = '", detail, StringComparison.Ordinal);
        Assert.Contains(allowed, detail, StringComparison.Ordinal);
        Assert.Equal(400, problem.RootElement.GetProperty("status").GetInt32());
        Assert.Equal(0, _site.Requests.Count(Page));
    }

    [Fact]
    public async Task ReservedParameter_OfAPlainGet_DoesNotReachTheSite()
    {
        using var answer = await GetAsync($"{Page}?a=1&comet.since=x&b=2", "text/html");

        Assert.All(_site.Requests.To(Page), request => Assert.Equal("?a=1&b=2", request.Query));
        Assert.NotEmpty(_site.Requests.To(Page));
    }

    [Fact]
    public async Task ReservedParameter_OfARouteWithoutPolicy_IsTheSitesOwnBusiness()
    {
        using var answer = await GetAsync("/elsewhere?a=1&comet.since=x&b=2", "text/event-stream");

        Assert.Equal("?a=1&comet.since=x&b=2", Assert.Single(_site.Requests.To("/elsewhere")).Query);
    }

    private async Task<HttpResponseMessage> GetAsync(string url, string accept)
    {
        using var http = TestClient.Create(_gateway.Address);
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        // A stream is left at once; everything else is read before its client goes.
        if (answer.Content.Headers.ContentType is not MediaTypeHeaderValue { MediaType: "text/event-stream" }) await answer.Content.LoadIntoBufferAsync();
        return answer;
    }
}
