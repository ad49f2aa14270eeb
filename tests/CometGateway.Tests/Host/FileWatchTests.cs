using System.Net;
using System.Net.Sockets;
using CometGateway.Host.Files;
using CometGateway.TestKit;
using CometGateway.TestKit.Logging;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace CometGateway.Tests.Host;

public sealed class FileWatchTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ConfigurationManager _configuration = new();
    private readonly ManualTimeProvider _time = new();
    private readonly CollectingLoggerProvider _log = new();

    [Fact]
    public async Task Look_ListenerOfAReloadFails_LogsItAndGoesOnWatching()
    {
        var heard = 0;
        _folder.Write("a.json", """{ "a": 1 }""");
        _configuration.Sources.Add(new GatewayFileSource(_folder["a.json"]));
        using var listener = ChangeToken.OnChange(((IConfiguration)_configuration).GetReloadToken, () =>
        {
            heard++;
            throw new InvalidOperationException("cannot take it");
        });
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(_log));
        using var watch = new FileWatch(_configuration, _time, loggers.CreateLogger<FileWatch>());
        await watch.StartAsync(CancellationToken.None);

        foreach (var value in (string[])["2", "3"])
        {
            var before = heard;
            _folder.Write("a.json", $$"""{ "a": {{value}} }""");
            await PassUntilAsync(() => heard > before, "the listener hears of the change");
            Assert.Equal(value, _configuration["a"]);
        }

        await Eventually.IsTrueAsync(() => _log.Lines.Items.Count == 2, "both failures are logged");
        Assert.All(_log.Lines.Items, line =>
        {
            Assert.Equal(801, line.Event.Id);
            Assert.Contains(_folder["a.json"], line.Message, StringComparison.Ordinal);
            Assert.Contains("cannot take it", line.Details, StringComparison.Ordinal);
        });
        Assert.False(watch.ExecuteTask!.IsCompleted);
        await watch.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Look_ChangesThatAreWrongWithoutEachOther_AreTakenTogetherOnceBothAreThere()
    {
        _folder.Write("routes.json", Routes("a"));
        _folder.Write("comet.json", Policies("a"));
        _configuration.Sources.Add(new GatewayFileSource(_folder["routes.json"]));
        _configuration.Sources.Add(new GatewayFileSource(_folder["comet.json"]));
        var heard = 0;
        using var listener = ChangeToken.OnChange(((IConfiguration)_configuration).GetReloadToken, () => heard++);
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(_log));
        using var watch = new FileWatch(_configuration, _time, loggers.CreateLogger<FileWatch>());
        await watch.StartAsync(CancellationToken.None);

        _folder.Write("routes.json", Routes("b"));
        await PassUntilAsync(() => _log.Lines.Items.Count > 0, "the refusal");
        var refusal = Assert.Single(_log.Lines.Items);
        Assert.Equal(802, refusal.Event.Id);
        Assert.Contains($"ReverseProxy:Routes:r:Metadata:CometPolicy = 'b': must be one of the names under Comet:Policies: a (in {_folder["routes.json"]})", refusal.Message, StringComparison.Ordinal);
        Assert.Equal((0, "a"), (heard, _configuration["ReverseProxy:Routes:r:Metadata:CometPolicy"]));

        _folder.Write("comet.json", Policies("b"));
        await PassUntilAsync(() => heard > 0, "the listener hears");

        Assert.Equal("b", _configuration["ReverseProxy:Routes:r:Metadata:CometPolicy"]);
        Assert.Single(_log.Lines.Items);
        await watch.StopAsync(CancellationToken.None);
        Assert.Equal(1, heard);
    }

    [Fact]
    public async Task Look_AtAPortThatIsTaken_TriesAgainUntilItIsFree_AndSaysSoOnce()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        _folder.Write("a.json", "{}");
        _configuration.Sources.Add(new GatewayFileSource(_folder["a.json"]));
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(_log));
        using var watch = new FileWatch(_configuration, _time, loggers.CreateLogger<FileWatch>());
        await watch.StartAsync(CancellationToken.None);
        var url = $"http://{taken.LocalEndpoint}";
        _folder.Write("a.json", $$"""{ "Kestrel": { "Endpoints": { "x": { "Url": "{{url}}" } } } }""");
        await PassUntilAsync(() => _log.Lines.Items.Count > 0, "the refusal");
        var refusedAt = _time.GetUtcNow();
        await PassUntilAsync(() => _time.GetUtcNow() - refusedAt > TimeSpan.FromSeconds(30), "half a minute");
        Assert.Null(_configuration["Kestrel:Endpoints:x:Url"]);

        taken.Stop();
        await PassUntilAsync(() => _configuration["Kestrel:Endpoints:x:Url"] == url, "the change is taken");

        Assert.Equal(802, Assert.Single(_log.Lines.Items).Event.Id);
        await watch.StopAsync(CancellationToken.None);
    }

    private static string Routes(string policy) => $$"""
        { "ReverseProxy": {
          "Routes": { "r": { "ClusterId": "site", "Match": { "Path": "/r" }, "Metadata": { "CometPolicy": "{{policy}}" } } },
          "Clusters": { "site": { "Destinations": { "a": { "Address": "http://127.0.0.1:9/" } } } } } }
        """;

    private static string Policies(string name) => $$"""{ "Comet": { "Policies": { "{{name}}": {} } } }""";

    private Task PassUntilAsync(Func<bool> condition, string what) => Eventually.IsTrueAsync(() =>
    {
        _time.Advance(TimeSpan.FromMilliseconds(500));
        return condition();
    }, what);

    public void Dispose()
    {
        _configuration.Dispose();
        _log.Dispose();
        _folder.Dispose();
    }
}
