namespace CometGateway.Host.Welcome;

/// <summary>
/// Simulated visitors of the ticker, as many at the site's front door as behind the gateway. They come when somebody
/// opens the welcome page and leave soon after the last one closed it, so that an idle demo costs nothing.
/// </summary>
internal sealed class Crowd : IDisposable
{
    public const int Most = 50;
    public const int AtFirst = 20;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly Stack<CancellationTokenSource> _present = new();
    private readonly Uri _ticker;
    private readonly Func<Uri?> _gateway;
    private readonly TimeProvider _time;
    private readonly ITimer _nobodyLooks;
    private readonly HttpClient _http;
    private bool _looking;
    private bool _closed;
    private int _size = AtFirst;
    private int _connected;

    public Crowd(Uri site, Func<Uri?> gateway, TimeProvider time)
    {
        _ticker = new(site, "/ticker.json");
        _gateway = gateway;
        _time = time;
        _nobodyLooks = time.CreateTimer(_ => Look(false), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        // Visitors share nothing but the machine: no proxy of the environment, no common cookies, a connection each.
        _http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false }) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public Sightings Polling { get; } = new();

    public Sightings Streaming { get; } = new();

    /// <summary>Visitors holding an open stream.</summary>
    public int Connected => Volatile.Read(ref _connected);

    /// <summary>Visitors on each side while somebody looks; from 0 to <see cref="Most"/>.</summary>
    public int Size
    {
        get => Volatile.Read(ref _size);
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, Most);
            lock (_gate)
            {
                _size = value;
                Adjust();
            }
        }
    }

    /// <summary>Keeps the visitors for another 15 s.</summary>
    public void SomebodyLooks() => Look(true);

    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            Adjust();
        }

        _nobodyLooks.Dispose();
        _http.Dispose();
    }

    private void Look(bool looking)
    {
        lock (_gate)
        {
            if (_closed)
                return;
            if (looking)
                _nobodyLooks.Change(_patience, Timeout.InfiniteTimeSpan);
            _looking = looking;
            Adjust();
        }
    }

    private void Adjust()
    {
        var wanted = _looking && !_closed ? _size : 0;
        while (_present.Count < wanted)
        {
            var stay = new CancellationTokenSource();
            _present.Push(stay);
            _ = StayAsync(new PollingVisitor(_http, _ticker, Polling, _time), stay.Token);
            _ = StayAsync(new StreamingVisitor(_http, _gateway, Streaming, _time, change => Interlocked.Add(ref _connected, change)), stay.Token);
        }

        while (_present.Count > wanted)
        {
            using var stay = _present.Pop();
            stay.Cancel();
        }

        // Old delays next to no visitors would be no measurement.
        if (wanted == 0)
        {
            Polling.Clear();
            Streaming.Clear();
        }
    }

    private async Task StayAsync(IVisitor visitor, CancellationToken cancellation)
    {
        // Away from the caller, who holds the lock.
        await Task.Yield();
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await visitor.VisitAsync(cancellation);
            }
            catch (Exception)
            {
                // Like a browser, a visitor gets over anything that a server does, and comes again.
            }

            await Task.Delay(_pause * (0.5 + Random.Shared.NextDouble()), _time, cancellation)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
