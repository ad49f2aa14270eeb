using System.Collections.Concurrent;

namespace CometGateway.TestKit.Sites;

/// <summary>Everything a site was asked, in order of arrival, and how much of it at the same time.</summary>
public sealed class RequestLog(string site)
{
    private readonly Observed<LoggedRequest> _requests = new($"requests to {site}");
    private readonly ConcurrentDictionary<string, Flight> _flights = new(StringComparer.Ordinal);

    public IReadOnlyList<LoggedRequest> All => _requests.Items;

    public IReadOnlyList<LoggedRequest> To(string path) => [.. All.Where(request => request.Is(path))];

    public int Count(string path) => To(path).Count;

    /// <summary>Requests to the path that are being answered now.</summary>
    public int InFlight(string path) => _flights.TryGetValue(path, out var flight) ? flight.Now : 0;

    /// <summary>The most requests to the path that were ever answered at the same time.</summary>
    public int MostInFlight(string path) => _flights.TryGetValue(path, out var flight) ? flight.Most : 0;

    /// <summary>Forgets the requests so far, not those in flight.</summary>
    public void Clear() => _requests.Clear();

    /// <summary>The n-th request (from 1) to the path, waiting for it if need be.</summary>
    /// <exception cref="WaitFailedException">It did not come within <paramref name="within"/>.</exception>
    public async Task<LoggedRequest> NthAsync(int n, string path, TimeSpan? within = null)
    {
        var all = await _requests.UntilAsync(
            requests => requests.Count(request => request.Is(path)) >= n, $"request {n} to {path}", within);
        return all.Where(request => request.Is(path)).ElementAt(n - 1);
    }

    /// <exception cref="WaitFailedException">No such request within <paramref name="within"/>.</exception>
    public Task<LoggedRequest> FirstAsync(Func<LoggedRequest, bool> match, string what, TimeSpan? within = null) =>
        _requests.FirstAsync(match, what, within);

    public string Dump() => _requests.Dump();

    internal void Begin(LoggedRequest request)
    {
        _flights.GetOrAdd(request.Path, static _ => new Flight()).Begin();
        _requests.Add(request);
    }

    internal void End(LoggedRequest request) => _flights[request.Path].End();

    private sealed class Flight
    {
        private readonly Lock _gate = new();

        public int Now { get; private set; }

        public int Most { get; private set; }

        public void Begin()
        {
            lock (_gate) Most = Math.Max(Most, ++Now);
        }

        public void End()
        {
            lock (_gate) Now--;
        }
    }
}
