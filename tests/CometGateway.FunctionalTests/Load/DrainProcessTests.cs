using System.Net;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using CometGateway.TestKit.Streams;

namespace CometGateway.FunctionalTests.Load;

/// <summary>SIGTERM to the gateway's own process.</summary>
[Collection(LoadCollection.Name)]
public sealed class DrainProcessTests : IAsyncLifetime, IDisposable
{
    private const string Page = "/watched/page";
    private const string Large = "/watched/large";
    private const int Streams = 50;

    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(4);

    private readonly TempFolder _folder = new();
    private ScriptedSite _site = null!;
    private string _config = "";

    public async Task InitializeAsync()
    {
        _site = await ScriptedSite.StartAsync();
        _site.SetBody(Page, "text/plain", "one").SetBody(Large, "text/plain", new string('x', 4_000_000));
        _config = _folder.Write("gateway.json", WatchedConfiguration.For(_site.Address, """{ "DrainTimeout": "00:00:04" }"""));
    }

    public async Task DisposeAsync() => await _site.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Terminate_UnderFiftyStreams_TellsThemEndsThemAndExitsWithZero()
    {
        await using var gateway = await GatewayProcess.StartAsync(_config);
        var readers = await OpenAsync(gateway);
        try
        {
            var started = TimeProvider.System.GetTimestamp();

            var code = await gateway.TerminateAsync();

            Assert.Equal(0, code);
            Assert.True(TimeProvider.System.GetElapsedTime(started) < DrainTimeout, $"{TimeProvider.System.GetElapsedTime(started)}");
            await Task.WhenAll(readers.Select(reader => reader.Ended)).WaitAsync(Patience.Default);
            // A connection that is cut ends in an IOException; these have got their terminating chunk.
            Assert.All(readers, reader => Assert.Equal("the stream ended", reader.EndReason));
            Assert.All(readers, reader => Assert.Contains(reader.Lines, line => line.Text.Contains("\"draining\"", StringComparison.Ordinal)));
        }
        finally
        {
            foreach (var reader in readers) await reader.DisposeAsync();
        }
    }

    [Fact]
    public async Task Terminate_WhileAClientReadsNothing_RefusesNewStreamsMeanwhileAndExitsInTime()
    {
        await using var gateway = await GatewayProcess.StartAsync(_config);
        // A client that does not take its bytes cannot be sent away: it holds the drain open until DrainTimeout.
        using var stalled = await StalledClient.OpenAsync(new(gateway.Address, Large));
        await using var open = SseClient.Open(new(gateway.Address, Page));
        await open.WaitForAsync(one => one.Data is "one", "the first state");
        await _site.Requests.NthAsync(1, Large);
        using var http = TestClient.Create(gateway.Address);
        await AssertAnswersAsync(http, "/readyz", HttpStatusCode.OK, "ready");
        // Once the status page counts two streams, the large one has begun to be sent.
        await Eventually.IsTrueAsync(
            async () => (await http.GetStringAsync(new Uri("/_comet/status", UriKind.Relative))).Contains("\"sessions\":2", StringComparison.Ordinal), "both streams");

        var started = TimeProvider.System.GetTimestamp();
        gateway.Terminate();
        await open.WaitForAsync(one => one.Data.Contains("draining", StringComparison.Ordinal), "the farewell");
        await AssertAnswersAsync(http, "/readyz", HttpStatusCode.ServiceUnavailable, "draining");
        await AssertAnswersAsync(http, "/healthz", HttpStatusCode.OK, "ok");
        await using var late = SseClient.Open(new(gateway.Address, Page));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await late.AnswerAsync());
        Assert.NotEmpty(late.ResponseHeaders!["Retry-After"]);
        Assert.Contains("\"code\":\"draining\"", late.RefusalBody, StringComparison.Ordinal);

        Assert.Equal(0, await gateway.TerminateAsync());
        Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.Zero, DrainTimeout + TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task Terminate_Idle_ExitsAtOnce()
    {
        await using var gateway = await GatewayProcess.StartAsync(_folder.Write("patient.json", WatchedConfiguration.For(_site.Address, """{ "DrainTimeout": "00:01:00" }""")));
        using var http = TestClient.Create(gateway.Address);
        await AssertAnswersAsync(http, "/readyz", HttpStatusCode.OK, "ready");

        var started = TimeProvider.System.GetTimestamp();
        Assert.Equal(0, await gateway.TerminateAsync());

        Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(20), $"{TimeProvider.System.GetElapsedTime(started)}");
    }

    private static async Task<RawSseReader[]> OpenAsync(GatewayProcess gateway)
    {
        var readers = await Task.WhenAll(Enumerable.Range(0, Streams).Select(_ => RawSseReader.OpenAsync(new(gateway.Address, Page))));
        await Task.WhenAll(readers.Select(reader => reader.WaitForAsync(line => line is "data: one", "the first state")));
        return readers;
    }

    private static async Task AssertAnswersAsync(HttpClient http, string path, HttpStatusCode status, string text)
    {
        using var answer = await http.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal((status, text), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
    }
}
