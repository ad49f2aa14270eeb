using System.Net;
using System.Net.Http.Headers;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;

namespace CometGateway.FunctionalTests.Upstreams;

/// <summary>The mappings answer as they say, so that a gateway test on them tests the gateway.</summary>
[Collection(WireMockCollection.Name)]
public sealed class WireMockSiteTests(WireMockFixture fixture) : IAsyncLifetime
{
    private readonly WireMockSite _site = fixture.Site;
    private readonly HttpClient _http = TestClient.Create(fixture.Site.Address);

    public Task InitializeAsync() => _site.ResetAsync();

    public Task DisposeAsync()
    {
        _http.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Scenario_WithEveryRequest_MovesToItsNextBodyAndStays()
    {
        string[] bodies = [await GetAsync("/scenario/price"), await GetAsync("/scenario/price"), await GetAsync("/scenario/price"), await GetAsync("/scenario/price")];

        Assert.Equal(["""{"price":101}""", """{"price":102}""", """{"price":103}""", """{"price":103}"""], bodies);
        Assert.Equal(4, await _site.CountAsync("/scenario/price"));
    }

    [Fact]
    public async Task Scenario_HeldValidator_Is304UntilAPostChangesThePage()
    {
        Assert.Equal("""{"lines":[]}""", await GetAsync("/scenario/chat"));
        Assert.Equal(HttpStatusCode.NotModified, await ConditionalAsync("/scenario/chat", "\"empty\""));

        using var posted = await _http.PostAsync(new Uri("/scenario/chat", UriKind.Relative), content: null);

        Assert.Equal("written", await _site.StateAsync("chat"));
        Assert.Equal(HttpStatusCode.OK, await ConditionalAsync("/scenario/chat", "\"empty\""));
        Assert.Equal(HttpStatusCode.NotModified, await ConditionalAsync("/scenario/chat", "\"one\""));
    }

    [Theory]
    [InlineData("Started", HttpStatusCode.OK)]
    [InlineData("down", HttpStatusCode.InternalServerError)]
    [InlineData("busy", HttpStatusCode.ServiceUnavailable)]
    [InlineData("loggedOut", HttpStatusCode.Redirect)]
    [InlineData("unauthorized", HttpStatusCode.Unauthorized)]
    [InlineData("gone", HttpStatusCode.Gone)]
    [InlineData("back", HttpStatusCode.OK)]
    public async Task SetState_OfTheOutage_ChoosesTheAnswer(string state, HttpStatusCode expected)
    {
        await _site.SetStateAsync("outage", state);

        using var answer = await _http.GetAsync(new Uri("/scenario/outage", UriKind.Relative));

        Assert.Equal(expected, answer.StatusCode);
        if (expected == HttpStatusCode.ServiceUnavailable) Assert.Equal(TimeSpan.FromSeconds(2), answer.Headers.RetryAfter!.Delta);
    }

    [Theory]
    [InlineData("/fault/connection-reset-by-peer")]
    [InlineData("/fault/empty-response")]
    [InlineData("/fault/malformed-response-chunk")]
    [InlineData("/fault/random-data-then-close")]
    public async Task Fault_OfAnyKind_IsAnHttpRequestException(string path) =>
        await Assert.ThrowsAsync<HttpRequestException>(() => GetAsync(path));

    [Fact]
    public async Task Flaky_AfterThreeFaults_AnswersAgain()
    {
        Assert.Equal("""{"n":1}""", await GetAsync("/fault/flaky"));
        foreach (var fault in (string[])["reset", "malformed", "random"])
        {
            Assert.Equal(fault, await _site.StateAsync("flaky"));
            await Assert.ThrowsAsync<HttpRequestException>(() => GetAsync("/fault/flaky"));
        }

        Assert.Equal("""{"n":2}""", await GetAsync("/fault/flaky"));
        Assert.Equal(5, await _site.CountAsync("/fault/flaky"));
    }

    // A fact about HttpClient, and so about YARP: one poll of a site that closes without a byte is several requests there.
    [Fact]
    public async Task EmptyResponse_ToOneGet_IsAskedAgainByHttpClientItself()
    {
        await Assert.ThrowsAsync<HttpRequestException>(() => GetAsync("/fault/empty-response"));

        Assert.Equal(4, await _site.CountAsync("/fault/empty-response"));
    }

    [Theory]
    [InlineData("/slow/fixed")]
    [InlineData("/slow/dribble")]
    public async Task Delay_OfTheMapping_IsKept(string path)
    {
        var started = TimeProvider.System.GetTimestamp();

        await GetAsync(path).WaitAsync(Patience.Start);

        Assert.True(TimeProvider.System.GetElapsedTime(started) >= TimeSpan.FromMilliseconds(400));
    }

    [Fact]
    public async Task InvalidGzip_Decoded_Fails()
    {
        using var answer = await _http.GetAsync(new Uri("/encoding/invalid-gzip", UriKind.Relative));
        Assert.Equal(["gzip"], answer.Content.Headers.ContentEncoding);
        await using var decoder = new System.IO.Compression.GZipStream(await answer.Content.ReadAsStreamAsync(), System.IO.Compression.CompressionMode.Decompress);

        await Assert.ThrowsAnyAsync<Exception>(() => decoder.CopyToAsync(Stream.Null));
    }

    // A fresh connection each: on one used before, HttpClient repeats a GET by itself also after a reset.
    private async Task<string> GetAsync(string path)
    {
        using var fresh = TestClient.Create(_site.Address);
        return await fresh.GetStringAsync(new Uri(path, UriKind.Relative));
    }

    private async Task<HttpStatusCode> ConditionalAsync(string path, string tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.IfNoneMatch.Add(new EntityTagHeaderValue(tag));
        using var answer = await _http.SendAsync(request);
        return answer.StatusCode;
    }
}
