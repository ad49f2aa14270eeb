using System.Collections.Frozen;
using CometGateway.Configuration;
using CometGateway.Lifetime;
using CometGateway.TestKit;
using CometGateway.TestKit.Logging;
using CometGateway.Tests.Transports;
using CometGateway.Transports;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CometGateway.Tests.Lifetime;

public sealed class DrainTests : IDisposable
{
    private readonly ShardRig _rig = new();
    private readonly Readiness _readiness = new();
    private readonly SessionLimits _sessions = new();
    private readonly CometRoutes _routes = new();
    private readonly IOptions<HostOptions> _host = Options.Create(new HostOptions { ShutdownTimeout = TimeSpan.FromSeconds(30) });
    private readonly CollectingLoggerProvider _log = new();
    private readonly LoggerFactory _loggers;
    private readonly Dictionary<Session, Task> _left = [];

    public DrainTests() => _loggers = new([_log]);

    public void Dispose()
    {
        _loggers.Dispose();
        _log.Dispose();
        _rig.Dispose();
    }

    [Fact]
    public async Task StartingAsync_GivesTheHostPatienceForTheDrain_AndNeverTakesAnyOfIt()
    {
        await Drain(TimeSpan.FromSeconds(90)).StartingAsync(CancellationToken.None);
        Assert.Equal(TimeSpan.FromSeconds(95), _host.Value.ShutdownTimeout);

        Publish(TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.FromSeconds(95), _host.Value.ShutdownTimeout);
        Publish(TimeSpan.FromSeconds(120));
        Assert.Equal(TimeSpan.FromSeconds(125), _host.Value.ShutdownTimeout);
        _host.Value.ShutdownTimeout = Timeout.InfiniteTimeSpan;
        Publish(TimeSpan.FromSeconds(130));
        Assert.Equal(Timeout.InfiniteTimeSpan, _host.Value.ShutdownTimeout);
    }

    [Fact]
    public async Task StoppingAsync_WithoutSessions_TurnsUnreadyAndWaitsForNothing()
    {
        await Drain(TimeSpan.FromSeconds(25)).StoppingAsync(CancellationToken.None);

        Assert.Equal((false, "draining"), (_readiness.IsReady, _readiness.Reason));
        Assert.Empty(_log.Lines.Items);
    }

    [Fact]
    public async Task StoppingAsync_TellsEverybody_AndEndsWhenTheLastHasLeft()
    {
        var clients = Open(3);
        var stopping = Drain(TimeSpan.FromSeconds(25)).StoppingAsync(CancellationToken.None);
        Assert.False(stopping.IsCompleted);

        var seconds = await PassUntilAsync(stopping);

        Assert.InRange(seconds, 0, 3);
        foreach (var client in clients) Assert.Equal(SessionEnd.Drained, await client.EndedAsync());
        Assert.Equal([600], _log.Lines.Items.Select(line => line.Event.Id));
    }

    [Fact]
    public async Task StoppingAsync_OfMany_EndsThemAllWithinAShortTimeout()
    {
        Open(1_000);
        var stopping = Drain(TimeSpan.FromSeconds(2)).StoppingAsync(CancellationToken.None);

        await PassUntilAsync(stopping);

        Assert.Equal(0, _sessions.Count);
        Assert.DoesNotContain(_log.Lines.Items, line => line.Event.Id == 601);
    }

    [Fact]
    public async Task StoppingAsync_WithOneWhoDoesNotLeave_GivesUpAtDrainTimeout()
    {
        _sessions.TryEnter(default, new());
        var stopping = Drain(TimeSpan.FromSeconds(5)).StoppingAsync(CancellationToken.None);

        var seconds = await PassUntilAsync(stopping);

        Assert.InRange(seconds, 4.9, 5.2);
        Assert.Equal([600, 601], _log.Lines.Items.Select(line => line.Event.Id));
    }

    [Fact]
    public async Task StoppingAsync_WhenTheHostGivesUp_GivesUpToo()
    {
        _sessions.TryEnter(default, new());
        using var givenUp = new CancellationTokenSource();
        var stopping = Drain(TimeSpan.FromHours(1)).StoppingAsync(givenUp.Token);
        await givenUp.CancelAsync();

        Assert.InRange(await PassUntilAsync(stopping), 0, 0.2);
    }

    private Drain Drain(TimeSpan timeout)
    {
        Publish(timeout);
        return new(_readiness, _rig.Shards, _sessions, _routes, _host, _rig.Time, _loggers.CreateLogger<Drain>());
    }

    private void Publish(TimeSpan timeout) => _routes.Publish(new(FrozenDictionary<string, CometRoute>.Empty, new() { DrainTimeout = timeout }, 1));

    private List<RecordedSession> Open(int count)
    {
        var broadcast = _rig.NewBroadcast();
        var limits = new LimitSettings { SessionsPerAddress = count };
        var clients = new List<RecordedSession>();
        for (var i = 0; i < count; i++)
        {
            Assert.Null(_sessions.TryEnter(default, limits));
            var client = _rig.Open(broadcast);
            clients.Add(client);
            _left[client.Session] = client.End.ContinueWith(
                _ => _sessions.Leave(default), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        return clients;
    }

    /// <summary>Moves the clock in steps of 50 ms until the drain is over.</summary>
    private async Task<double> PassUntilAsync(Task stopping)
    {
        var start = _rig.Time.GetUtcNow();
        while (!stopping.IsCompleted)
        {
            await _rig.SettledAsync();
            await Task.WhenAll(_left.Where(session => session.Key.IsOver).Select(session => session.Value));
            // The drain either waits once more or ends a moment later; it is not known yet which.
            await Task.WhenAny(stopping, _rig.Time.TimersPendingAsync(2));
            if (stopping.IsCompleted) break;
            _rig.Time.Advance(TimeSpan.FromMilliseconds(50));
            Assert.True(_rig.Time.GetUtcNow() - start < TimeSpan.FromMinutes(1), "the drain does not end");
        }

        await stopping;
        return (_rig.Time.GetUtcNow() - start).TotalSeconds;
    }
}
