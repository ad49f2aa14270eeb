using System.Collections.Concurrent;
using CometGateway.Configuration;
using Microsoft.AspNetCore.Http;

namespace CometGateway.Routing;

/// <summary>
/// When each watched credential last made a request of its own, so that background polls do not keep a login alive for ever.
/// Only credentials that have a resource are remembered, so the limit on resources bounds this memory too.
/// </summary>
internal sealed class IdentityActivity(Identity identity, TimeProvider time)
{
    private readonly ConcurrentDictionary<AudienceKey, Entry> _entries = new();
    private readonly Dictionary<Setting<string>, int> _ruleCounts = [];
    private readonly Lock _lock = new();
    private volatile Setting<string>[] _rules = [];

    /// <summary>Nothing is watched: the middleware need not look at the request at all.</summary>
    public bool IsEmpty => _rules.Length == 0;

    /// <summary>Counts one more resource of this credential. One that was not watched yet counts as seen now.</summary>
    /// <param name="identityCookies">The policy's, by which later requests are recognised on any route.</param>
    public void Watch(AudienceKey audience, Setting<string> identityCookies)
    {
        if (!audience.IsCredential) return;
        lock (_lock)
        {
            _entries.GetOrAdd(audience, static (_, now) => new Entry(now), time.GetUtcNow()).Resources++;
            _ruleCounts[identityCookies] = _ruleCounts.GetValueOrDefault(identityCookies) + 1;
            _rules = [.. _ruleCounts.Keys];
        }
    }

    /// <summary>Takes back one <see cref="Watch"/>; with the last the credential is forgotten.</summary>
    public void Unwatch(AudienceKey audience, Setting<string> identityCookies)
    {
        if (!audience.IsCredential) return;
        lock (_lock)
        {
            if (!_entries.TryGetValue(audience, out var entry)) return;
            if (--entry.Resources == 0) _entries.TryRemove(audience, out _);
            var left = _ruleCounts.GetValueOrDefault(identityCookies) - 1;
            if (left > 0)
                _ruleCounts[identityCookies] = left;
            else
                _ruleCounts.Remove(identityCookies);
            _rules = [.. _ruleCounts.Keys];
        }
    }

    /// <summary>
    /// Notes a client's request on any route, with or without a policy, under every watched policy's idea of a credential.
    /// Not to be called for a stream that reconnects: recycling would keep every login alive.
    /// </summary>
    /// <returns>The credentials that had been found idle and are now back; mostly none.</returns>
    public IReadOnlyList<AudienceKey> Touch(HttpRequest request)
    {
        List<AudienceKey>? back = null;
        foreach (var rule in _rules)
        {
            var audience = identity.Of(request, rule).Audience;
            if (Touch(audience)) (back ??= []).Add(audience);
        }

        return back ?? (IReadOnlyList<AudienceKey>)[];
    }

    /// <returns>Whether it had been found idle.</returns>
    public bool Touch(AudienceKey audience) => _entries.TryGetValue(audience, out var entry) && entry.Seen(time.GetUtcNow());

    /// <summary>The time of its last request, or <see cref="DateTimeOffset.MinValue"/> when nobody watches it.</summary>
    public DateTimeOffset LastSeen(AudienceKey audience) =>
        _entries.TryGetValue(audience, out var entry) ? entry.LastSeen : DateTimeOffset.MinValue;

    /// <summary>
    /// Whether a credential made no request for <paramref name="idle"/>; if so its next request is reported as a return.
    /// Audiences that are not one credential are never idle: their polls keep no login alive.
    /// </summary>
    public bool IsIdle(AudienceKey audience, TimeSpan idle) =>
        audience.IsCredential && _entries.TryGetValue(audience, out var entry) && entry.MarkIfIdle(time.GetUtcNow(), idle);

    private sealed class Entry(DateTimeOffset now)
    {
        private long _lastSeen = now.UtcTicks;
        private int _idle;

        /// <summary>Guarded by the lock of the outer type.</summary>
        public int Resources { get; set; }

        public DateTimeOffset LastSeen => new(Interlocked.Read(ref _lastSeen), TimeSpan.Zero);

        public bool Seen(DateTimeOffset now)
        {
            Interlocked.Exchange(ref _lastSeen, now.UtcTicks);
            return Interlocked.Exchange(ref _idle, 0) == 1;
        }

        public bool MarkIfIdle(DateTimeOffset now, TimeSpan idle)
        {
            if (now - LastSeen < idle) return false;
            Interlocked.Exchange(ref _idle, 1);

            // A request between the two lines would have found no mark to report; then it was not idle after all.
            if (now - LastSeen >= idle) return true;
            Interlocked.Exchange(ref _idle, 0);
            return false;
        }
    }
}
