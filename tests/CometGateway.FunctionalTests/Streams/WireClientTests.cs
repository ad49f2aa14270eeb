using CometGateway.TestKit;
using CometGateway.TestKit.Processes;
using CometGateway.TestKit.Sites;
using CometGateway.TestKit.Streams;

namespace CometGateway.FunctionalTests.Streams;

/// <summary>The stream as clients read it that know nothing of this gateway.</summary>
public class WireClientTests : IAsyncLifetime
{
    private const string Page = "/watched/page";

    private const string PythonReader = """
        import sys, urllib.request
        request = urllib.request.Request(sys.argv[1], headers={"Accept": "text/event-stream"})
        with urllib.request.urlopen(request) as stream:
            for line in stream:
                print(line.decode("utf-8").rstrip("\n"), flush=True)
        """;

    private ScriptedSite _site = null!;
    private GatewayApp _gateway = null!;
    private Uri _url = null!;

    public async Task InitializeAsync()
    {
        _site = (await ScriptedSite.StartAsync()).SetBody(Page, "text/plain; charset=utf-8", "one\r\nzwei äöü");
        _gateway = await GatewayApp.StartAsync(WatchedConfiguration.For(_site.Address));
        _url = new(_gateway.Address, Page);
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _site.DisposeAsync();
    }

    [Fact]
    public async Task Curl_SeesEachChangeAtOnce()
    {
        await using var curl = ChildProcess.Start("curl", Programs.Find("curl"), ["-sN", "-H", "Accept: text/event-stream", _url.AbsoluteUri]);

        await AssertLinesAsync(curl);
    }

    [Fact]
    public async Task PythonsStandardLibrary_SeesEachChangeAtOnce()
    {
        await using var python = ChildProcess.Start("python3", Programs.Find("python3"), ["-c", PythonReader, _url.AbsoluteUri]);

        await AssertLinesAsync(python);
    }

    [Fact]
    public async Task DotNetsSseParser_SeesEventsWithIdsAndRetry()
    {
        await using var client = SseClient.Open(_url);
        var one = await client.WaitForAsync(one => one.Type is "message", "the first state");

        _site.SetBody(Page, "text/plain", "two");
        var two = await client.WaitForAsync(one => one.Data is "two", "the change");

        Assert.Equal("one\nzwei äöü", one.Data);
        Assert.Equal((16, 16), (one.Id!.Length, two.Id!.Length));
        Assert.NotEqual(one.Id, two.Id);
        Assert.InRange(client.Retry, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4));
        Assert.Equal(two.Id, client.LastEventId);
    }

    private async Task AssertLinesAsync(ChildProcess client)
    {
        await client.Output.FirstAsync(line => line is "data: zwei äöü", "the first state", Patience.Start);
        _site.SetBody(Page, "text/plain", "two");
        await client.Output.FirstAsync(line => line is "data: two", "the change");

        var lines = client.Output.Items.Where(line => line.Length > 0).ToArray();
        Assert.Matches("^retry: [0-9]+$", lines[0]);
        Assert.Contains("event: status", lines);
        Assert.Equal(["data: one", "data: zwei äöü", "data: two"], lines.Where(line => line.StartsWith("data: ", StringComparison.Ordinal) && !line.Contains("state", StringComparison.Ordinal)));
        Assert.Equal(2, lines.Count(line => line.StartsWith("id: ", StringComparison.Ordinal)));
    }
}
