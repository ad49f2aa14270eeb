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
            await Eventually.IsTrueAsync(() =>
            {
                _time.Advance(TimeSpan.FromMilliseconds(500));
                return heard > before;
            }, "the listener hears of the change");
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

    public void Dispose()
    {
        _configuration.Dispose();
        _log.Dispose();
        _folder.Dispose();
    }
}
