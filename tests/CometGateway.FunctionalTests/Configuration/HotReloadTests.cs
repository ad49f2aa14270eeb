using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using CometGateway.TestKit.Streams;

namespace CometGateway.FunctionalTests.Configuration;

/// <summary>The Host with a real file that changes under it.</summary>
public sealed class HotReloadTests : IAsyncLifetime, IDisposable
{
    private readonly TempFolder _folder = new();
    private ScriptedSite _site = null!;

    public async Task InitializeAsync()
    {
        _site = await ScriptedSite.StartAsync();
        _site.On("/a", Answers.Text("text/plain", "a1")).On("/b", Answers.Text("text/plain", "b1"));
    }

    public async Task DisposeAsync() => await _site.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Change_OfOnePolicy_EndsOnlyThatRoutesStreams()
    {
        await using var gateway = await GatewayProcess.StartAsync(Write(intervalOfA: "00:00:00.200"));
        await using var a = Open(gateway, "/a");
        await using var b = Open(gateway, "/b");
        await a.BodyAsync("a1");
        await b.BodyAsync("b1");

        Write(intervalOfA: "00:00:00.100");

        await a.StatesAsync("live", "draining", "live");
        Assert.Contains(a.Events, one => one.Connection == 2);
        _site.On("/a", Answers.Text("text/plain", "a2")).On("/b", Answers.Text("text/plain", "b2"));
        await a.BodyAsync("a2");
        await b.BodyAsync("b2");
        await b.StatesAsync("live");
        Assert.All(b.Events, one => Assert.Equal(1, one.Connection));
        Assert.Equal(["b1", "b2"], b.Bodies());
        // Nothing is repeated to those who came back: they said which version they had.
        Assert.Equal(["a1", "a2"], a.Bodies());
    }

    [Fact]
    public async Task Change_ToABadFile_KeepsTheOldConfigurationAndNamesAllProblems()
    {
        var file = Write(intervalOfA: "00:00:00.200");
        await using var gateway = await GatewayProcess.StartAsync(file);
        await using var a = Open(gateway, "/a");
        await a.BodyAsync("a1");

        await File.WriteAllTextAsync(file, Json("00:00:00.200")
            .Replace("\"KeepAlive\": \"00:00:05\"", "\"KeepAlife\": \"00:00:05\", \"Retry\": \"soon\"", StringComparison.Ordinal)
            .Replace("\"CometPolicy\": \"b\"", "\"CometPolicy\": \"bee\"", StringComparison.Ordinal));
        await gateway.Output.FirstAsync(line => line.Contains("KeepAlife", StringComparison.Ordinal), "the unknown key");
        await gateway.Output.FirstAsync(line => line.Contains("Retry", StringComparison.Ordinal) && line.Contains("soon", StringComparison.Ordinal), "the wrong value");
        await gateway.Output.FirstAsync(line => line.Contains("bee", StringComparison.Ordinal), "the unknown policy");

        await File.WriteAllTextAsync(file, "{ this is no JSON");
        await gateway.Output.FirstAsync(line => line.Contains("not valid JSON at line 1", StringComparison.Ordinal), "the place of the syntax error");
        File.Delete(file);
        await gateway.Output.FirstAsync(line => line.Contains("does not exist", StringComparison.Ordinal), "the missing file");

        _site.On("/a", Answers.Text("text/plain", "a2"));
        await a.BodyAsync("a2");
        await a.StatesAsync("live");
        Assert.All(a.Events, one => Assert.Equal(1, one.Connection));

        // And a good file again is taken at once.
        Write(intervalOfA: "00:00:00.300");
        await a.StatesAsync("live", "draining", "live");
    }

    [Fact]
    public async Task Change_OfAnEndpoint_ThatIsRefusedOrCannotBeListenedOn_LeavesTheGatewayWhereItIs()
    {
        var file = _folder.Write("gateway.json", WithEndpoint("http://127.0.0.1:0"));
        await using var gateway = await GatewayProcess.StartAsync(file);
        using var http = TestClient.Create(gateway.Address);

        await File.WriteAllTextAsync(file, WithEndpoint("http://127.0.0.1:1").Replace("\"KeepAlive\"", "\"KeepAlife\"", StringComparison.Ordinal));
        await gateway.Output.FirstAsync(line => line.Contains("[802]", StringComparison.Ordinal) && line.Contains("KeepAlife", StringComparison.Ordinal), "the refusal");
        Assert.Equal("a1", await http.GetStringAsync(new Uri("/a", UriKind.Relative)));

        await File.WriteAllTextAsync(file, WithEndpoint(_site.Address.GetLeftPart(UriPartial.Authority)));
        await gateway.Output.FirstAsync(line => line.Contains("[802]", StringComparison.Ordinal) && line.Contains("Kestrel:Endpoints:x:Url", StringComparison.Ordinal), "the taken port");
        Assert.Equal("a1", await http.GetStringAsync(new Uri("/a", UriKind.Relative)));

        string WithEndpoint(string url) => Json("00:00:00.200").Replace("\"Comet\"", $$"""
            "Kestrel": { "Endpoints": { "x": { "Url": "{{url}}" } } },
            "Comet"
            """, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Environment_OfTheProcess_OverridesTheFile()
    {
        await using var gateway = await GatewayProcess.StartAsync(
            Write(intervalOfA: "01:00:00"),
            environment: new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["COMETGATEWAY_Comet__Policies__a__Poll__Interval"] = "00:00:00.100",
                ["COMETGATEWAY_Comet__RefreshKey"] = "0123456789abcdef",
            });
        await using var a = Open(gateway, "/a");
        await a.BodyAsync("a1");
        using var http = TestClient.Create(gateway.Address);
        Assert.Equal(401, (await PlainAnswer.OfAsync(http, "POST", "/_comet/refresh?path=/a")).Status);

        _site.On("/a", Answers.Text("text/plain", "a2"));

        await a.BodyAsync("a2");
    }

    private static SseClient Open(GatewayProcess gateway, string path) => SseClient.Open(new(gateway.Address, path), new() { Reconnect = true });

    private string Write(string intervalOfA) => _folder.Write("gateway.json", Json(intervalOfA));

    private string Json(string intervalOfA) => $$"""
        {
          "ReverseProxy": {
            "Routes": {
              "a": { "ClusterId": "site", "Match": { "Path": "/a" }, "Metadata": { "CometPolicy": "a" } },
              "b": { "ClusterId": "site", "Match": { "Path": "/b" }, "Metadata": { "CometPolicy": "b" } }
            },
            "Clusters": { "site": { "Destinations": { "x": { "Address": "{{_site.Address}}" } } } }
          },
          "Comet": {
            "KeepAlive": "00:00:05",
            "Policies": {
              "a": { "Poll": { "Interval": "{{intervalOfA}}" } },
              "b": { "Poll": { "Interval": "00:00:00.200" } }
            }
          }
        }
        """;
}
