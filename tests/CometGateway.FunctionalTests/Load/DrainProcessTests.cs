using System.Net;
using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit;
using CometGateway.TestKit.Processes;
using CometGateway.TestKit.Sites;
using CometGateway.TestKit.Streams;

namespace CometGateway.FunctionalTests.Load;

/// <summary>SIGTERM, or Ctrl+C, to the gateway's own process.</summary>
[Collection(LoadCollection.Name)]
public sealed class DrainProcessTests : IAsyncLifetime, IDisposable
{
    private const string Page = "/watched/page";
    private const string Large = "/watched/large";
    private const int Streams = 50;

    private readonly TempFolder _folder = new();
    private ScriptedSite _site = null!;
    private string _config = "";

    public async Task InitializeAsync()
    {
        _site = await ScriptedSite.StartAsync();
        _site.SetBody(Page, "text/plain", "one").SetBody(Large, "text/plain", new string('x', 4_000_000));
        // Longer than a test waits: a stop that waits for it fails.
        _config = Configuration("""{ "DrainTimeout": "00:10:00" }""");
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
            var code = await gateway.TerminateAsync();

            Assert.Equal(0, code);
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
        // A client that does not take its bytes cannot be sent away: it holds the drain open until DrainTimeout, which alone ends it.
        await using var gateway = await GatewayProcess.StartAsync(Configuration("""{ "DrainTimeout": "00:00:04", "SendTimeout": "00:10:00" }"""));
        using var stalled = await StalledClient.OpenAsync(new(gateway.Address, Large));
        await using var open = SseClient.Open(new(gateway.Address, Page));
        await open.WaitForAsync(one => one.Data is "one", "the first state");
        await _site.Requests.NthAsync(1, Large);
        using var http = TestClient.Create(gateway.Address);
        await AssertAnswersAsync(http, "/readyz", HttpStatusCode.OK, "ready");
        // Once the status page counts two streams, the large one has begun to be sent.
        await Eventually.IsTrueAsync(
            async () => (await http.GetStringAsync(new Uri("/_comet/status", UriKind.Relative))).Contains("\"sessions\":2", StringComparison.Ordinal), "both streams");

        gateway.Terminate();
        await open.WaitForAsync(one => one.Data.Contains("draining", StringComparison.Ordinal), "the farewell");
        await AssertAnswersAsync(http, "/readyz", HttpStatusCode.ServiceUnavailable, "draining");
        await AssertAnswersAsync(http, "/healthz", HttpStatusCode.OK, "ok");
        await using var late = SseClient.Open(new(gateway.Address, Page));
        await late.WaitForAsync(one => one.Data.Contains("draining", StringComparison.Ordinal), "the word to come back");
        var lines = await PlainAnswer.OfAsync(http, "GET", Page, ("Accept", "application/x-ndjson"));
        Assert.Equal(503, lines.Status);
        Assert.Contains("\"code\":\"draining\"", lines.Body, StringComparison.Ordinal);

        Assert.Equal(0, await gateway.TerminateAsync());
    }

    [Fact]
    public async Task Terminate_Idle_ExitsAtOnce()
    {
        await using var gateway = await GatewayProcess.StartAsync(_config);
        using var http = TestClient.Create(gateway.Address);
        await AssertAnswersAsync(http, "/readyz", HttpStatusCode.OK, "ready");

        Assert.Equal(0, await gateway.TerminateAsync());
    }

    [Fact]
    public async Task Interrupt_UnderAStream_EndsItAsTerminateDoes()
    {
        // A test run in the background of a shell may have SIGINT ignored, and its children would too.
        await using var gateway = await GatewayProcess.StartAsync(
            Programs.Find("env"), ["--default-signal=INT", Programs.Dotnet, Path.Combine(AppContext.BaseDirectory, "CometGateway.Host.dll"), "--config", _config, "--urls", "http://127.0.0.1:0"]);
        await using var reader = await RawSseReader.OpenAsync(new(gateway.Address, Page));
        await reader.WaitForAsync(line => line is "data: one", "the first state");

        Assert.Equal(0, await gateway.InterruptAsync());

        await reader.Ended.WaitAsync(Patience.Default);
        Assert.Equal("the stream ended", reader.EndReason);
        Assert.Contains(reader.Lines, line => line.Text.Contains("\"draining\"", StringComparison.Ordinal));
    }

    private string Configuration(string comet) => _folder.Write("gateway.json", WatchedConfiguration.For(_site.Address, comet));

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
