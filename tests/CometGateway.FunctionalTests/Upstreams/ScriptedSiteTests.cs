using System.Net;
using System.Net.Sockets;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;

namespace CometGateway.FunctionalTests.Upstreams;

public sealed class ScriptedSiteTests : IAsyncLifetime
{
    private static readonly Uri Page = new("/page", UriKind.Relative);
    private ScriptedSite _site = null!;
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        _site = await ScriptedSite.StartAsync();
        _http = TestClient.Create(_site.Address);
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _site.DisposeAsync();
    }

    [Fact]
    public async Task Get_UnknownPath_Is404AndLoggedWithQueryAndHeaders()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/nowhere?a=1");
        request.Headers.Add("X-Asked", "yes");

        using var answer = await _http.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        var logged = await _site.Requests.NthAsync(1, "/nowhere");
        Assert.Equal(("GET", "?a=1", "yes"), (logged.Method, logged.Query, logged["x-asked"]));
    }

    [Fact]
    public async Task SetBody_HeldETag_Is304UntilTheBodyChanges()
    {
        _site.SetBody("/page", "text/plain", "one");
        using var first = await _http.GetAsync(Page);

        Assert.Equal(HttpStatusCode.NotModified, await ConditionalAsync(request => request.Headers.IfNoneMatch.Add(first.Headers.ETag!)));
        _site.SetBody("/page", "text/plain", "two");

        Assert.Equal(HttpStatusCode.OK, await ConditionalAsync(request => request.Headers.IfNoneMatch.Add(first.Headers.ETag!)));
    }

    [Fact]
    public async Task SetBody_HeldLastModified_Is304UntilALaterSecond()
    {
        var noon = new DateTimeOffset(2025, 6, 1, 12, 0, 0, TimeSpan.Zero);
        _site.SetBody("/page", SiteBody.Of("text/plain", "one") with { LastModified = noon });
        Assert.Equal(HttpStatusCode.NotModified, await ConditionalAsync(request => request.Headers.IfModifiedSince = noon));

        _site.SetBody("/page", SiteBody.Of("text/plain", "two") with { LastModified = noon.AddSeconds(1) });

        Assert.Equal(HttpStatusCode.OK, await ConditionalAsync(request => request.Headers.IfModifiedSince = noon));
    }

    [Fact]
    public async Task Sequence_RequestByRequest_AnswersInOrderAndStaysAtTheLast()
    {
        _site.On("/page", Answers.Sequence(Answers.Json("1"), Answers.Status(503, "", ("Retry-After", "3")), Answers.Json("2")));

        using var first = await _http.GetAsync(Page);
        using var second = await _http.GetAsync(Page);
        using var third = await _http.GetAsync(Page);
        using var fourth = await _http.GetAsync(Page);

        Assert.Equal([200, 503, 200, 200], [(int)first.StatusCode, (int)second.StatusCode, (int)third.StatusCode, (int)fourth.StatusCode]);
        Assert.Equal(TimeSpan.FromSeconds(3), second.Headers.RetryAfter!.Delta);
    }

    [Fact]
    public async Task Reset_BeforeTheAnswer_IsAConnectionReset()
    {
        _site.On("/page", Answers.Reset);

        var fault = await Assert.ThrowsAsync<HttpRequestException>(() => _http.GetAsync(Page));

        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(fault.InnerException?.InnerException ?? fault.InnerException).SocketErrorCode);
    }

    [Fact]
    public async Task EmptyReply_WithoutAByte_IsAPrematureEnd()
    {
        _site.On("/page", Answers.EmptyReply);

        var fault = await Assert.ThrowsAsync<HttpRequestException>(() => _http.GetAsync(Page));

        Assert.Equal(HttpRequestError.ResponseEnded, fault.HttpRequestError);
    }

    [Fact]
    public async Task ResetAfter_InTheBody_BreaksItOff()
    {
        _site.On("/page", Answers.ResetAfter("text/plain", "begin"));

        await Assert.ThrowsAsync<HttpRequestException>(() => _http.GetStringAsync(Page));
    }

    [Fact]
    public async Task Held_UntilReleased_CountsAsInFlight()
    {
        var release = new TaskCompletionSource();
        _site.On("/page", Answers.Held(release.Task, Answers.Json("1")));

        var first = _http.GetAsync(Page);
        var second = _http.GetAsync(Page);
        await _site.Requests.NthAsync(2, "/page");
        Assert.Equal(2, _site.Requests.InFlight("/page"));
        release.SetResult();
        using var one = await first;
        using var two = await second;

        await Eventually.IsTrueAsync(() => _site.Requests.InFlight("/page") == 0, "both requests answered");
        Assert.Equal(2, _site.Requests.MostInFlight("/page"));
    }

    [Fact]
    public async Task Hang_ClientGivesUp_EndsTheRequest()
    {
        _site.On("/page", Answers.Hang);
        using var impatient = new CancellationTokenSource();

        var asked = _http.GetAsync(Page, impatient.Token);
        await _site.Requests.NthAsync(1, "/page");
        await impatient.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        await Eventually.IsTrueAsync(() => _site.Requests.InFlight("/page") == 0, "the hanging request to end");
    }

    [Fact]
    public async Task Dribble_PartByPart_ArrivesAsItIsReleased()
    {
        using var gate = new SemaphoreSlim(1);
        _site.On("/page", Answers.Dribble("text/plain", ["one", "two"], (_, aborted) => gate.WaitAsync(aborted)));

        using var answer = await _http.GetAsync(Page, HttpCompletionOption.ResponseHeadersRead);
        await using var body = await answer.Content.ReadAsStreamAsync();
        var begin = new byte[3];
        await body.ReadExactlyAsync(begin);
        gate.Release();

        Assert.Equal("one", System.Text.Encoding.ASCII.GetString(begin));
        Assert.Equal("two", await new StreamReader(body).ReadToEndAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Huge_OfAHundredMegabytes_IsStreamed(bool announced)
    {
        const long Size = 100L << 20;
        _site.On("/page", Answers.Huge(Size, announced: announced));

        using var answer = await _http.GetAsync(Page, HttpCompletionOption.ResponseHeadersRead);
        await using var body = await answer.Content.ReadAsStreamAsync();
        long read = 0;
        var piece = new byte[1 << 16];
        while (await body.ReadAsync(piece) is > 0 and var count) read += count;

        Assert.Equal(Size, read);
        Assert.Equal(announced ? Size : null, answer.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task StartAsync_OnThePortOfAStoppedSite_ComesBackAtItsAddress()
    {
        var before = await ScriptedSite.StartAsync();
        await before.DisposeAsync();

        await using var after = await ScriptedSite.StartAsync(port: before.Address.Port);
        after.SetBody("/page", "text/plain", "back");

        Assert.Equal("back", await _http.GetStringAsync(new Uri(after.Address, "/page")));
    }

    private async Task<HttpStatusCode> ConditionalAsync(Action<HttpRequestMessage> condition)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Page);
        condition(request);
        using var answer = await _http.SendAsync(request);
        return answer.StatusCode;
    }
}
