using System.Collections.Concurrent;
using CometGateway.Configuration;
using Microsoft.AspNetCore.Http;

namespace CometGateway.Resources;

/// <summary>
/// When each watched credential last made a request of its own, so that background polls do not keep a login alive for ever.
/// Only credentials that have a resource, or had one, are looked at, so the limit on resources bounds this memory too.
/// </summary>
internal sealed class IdentityActivity(Identity identity, TimeProvider time)
{
    /// <summary>Credentials remembered after their last resource: about half a megabyte.</summary>
    private const int MostLeft = 10_000;

    /// <summary>As long as a page may lie hidden in a day's work. Whoever is not remembered is believed when his stream comes back.</summary>
    private static readonly TimeSpan _leftFor = TimeSpan.FromHours(12);

    private readonly ConcurrentDictionary<AudienceKey, Entry> _entries = new();
    private readonly Dictionary<Setting<string>, int> _ruleCounts = [];
    private readonly ConcurrentDictionary<AudienceKey, Left> _left = new();
    private readonly Lock _lock = new();
    private volatile Setting<string>[] _rules = [];
    private long _leftUntil;

    /// <summary>Nothing is watched or remembered: the middleware need not look at the request at all.</summary>
    public bool IsEmpty => _rules.Length == 0;

    /// <summary>
    /// Counts one more resource of this credential. One that was not watched yet counts as seen now, unless its stream only comes back and is
    /// still remembered. One that nobody remembers has to be believed: after a restart of the gateway all streams come back.
    /// </summary>
    /// <param name="identityCookies">The policy's, by which later requests are recognised on any route.</param>
    /// <param name="isReturn">Asked for by a stream that comes back by itself.</param>
    public void Watch(AudienceKey audience, Setting<string> identityCookies, bool isReturn = false)
    {
        if (!audience.IsCredential) return;
        lock (_lock)
        {
            Count(identityCookies, 1);
            var left = Forget(audience);
            var lastSeen = left is not null && isReturn ? left.LastSeen : time.GetUtcNow();
            _entries.GetOrAdd(audience, static (_, lastSeen) => new Entry(lastSeen), lastSeen).Resources++;
            _rules = [.. _ruleCounts.Keys];
        }
    }

    /// <summary>Takes back one <see cref="Watch"/>; with the last no more is kept of the credential than when it was seen.</summary>
    public void Unwatch(AudienceKey audience, Setting<string> identityCookies)
    {
        if (!audience.IsCredential) return;
        lock (_lock)
        {
            if (!_entries.TryGetValue(audience, out var entry)) return;
            if (--entry.Resources == 0 && _entries.TryRemove(audience, out _)) Remember(audience, new(entry.LastSeen, identityCookies));
            Count(identityCookies, -1);
            _rules = [.. _ruleCounts.Keys];
        }
    }

    /// <summary>
    /// Notes a client's request on any route, with or without a policy, under every watched policy's idea of a credential.
    /// Not to be called for a stream: one that comes back after every recycling would keep its login alive.
    /// </summary>
    /// <returns>The credentials that had been found idle and are now back; mostly none.</returns>
    public IReadOnlyList<AudienceKey> Touch(HttpRequest request)
    {
        if (time.GetUtcNow().UtcTicks > Volatile.Read(ref _leftUntil) && _entries.IsEmpty) ForgetAll();
        List<AudienceKey>? back = null;
        foreach (var rule in _rules)
        {
            var audience = identity.Of(request, rule).Audience;
            if (Touch(audience)) (back ??= []).Add(audience);
        }

        return back ?? (IReadOnlyList<AudienceKey>)[];
    }

    /// <returns>Whether it had been found idle.</returns>
    public bool Touch(AudienceKey audience)
    {
        if (_entries.TryGetValue(audience, out var entry)) return entry.Back(time.GetUtcNow());
        // Who works elsewhere on the site while a page is hidden is not idle when it comes back.
        if (_left.TryGetValue(audience, out var left)) left.At(time.GetUtcNow());
        return false;
    }

    /// <summary>The time of its last request, or <see cref="DateTimeOffset.MinValue"/> when nobody watches it.</summary>
    public DateTimeOffset LastSeen(AudienceKey audience) =>
        _entries.TryGetValue(audience, out var entry) ? entry.LastSeen : DateTimeOffset.MinValue;

    /// <summary>
    /// Whether a credential made no request for <paramref name="idle"/>; if so its next request is reported as a return.
    /// Audiences that are not one credential are never idle: their polls keep no login alive.
    /// </summary>
    public bool IsIdle(AudienceKey audience, TimeSpan idle) =>
        audience.IsCredential && _entries.TryGetValue(audience, out var entry) && entry.MarkIfIdle(time.GetUtcNow(), idle);

    private void Remember(AudienceKey audience, Left left)
    {
        // Whoever was seen last is forgotten last. Half at a time, so that the sorting is worth it.
        if (_left.Count >= MostLeft)
        {
            foreach (var oldest in _left.OrderBy(one => one.Value.LastSeen).Take(MostLeft / 2).ToList()) Forget(oldest.Key);
        }

        _left[audience] = left;
        Volatile.Write(ref _leftUntil, (time.GetUtcNow() + _leftFor).UtcTicks);
        // Its rule is what its later requests are recognised by.
        Count(left.IdentityCookies, 1);
    }

    /// <summary>Nobody has been watched for so long that to look at every request is not worth it any more.</summary>
    private void ForgetAll()
    {
        lock (_lock)
        {
            if (!_entries.IsEmpty) return;
            foreach (var audience in _left.Keys) Forget(audience);
            _rules = [.. _ruleCounts.Keys];
        }
    }

    private Left? Forget(AudienceKey audience)
    {
        if (!_left.TryRemove(audience, out var left)) return null;
        Count(left.IdentityCookies, -1);
        return left;
    }

    private void Count(Setting<string> identityCookies, int change)
    {
        var count = _ruleCounts.GetValueOrDefault(identityCookies) + change;
        if (count > 0) _ruleCounts[identityCookies] = count;
        else _ruleCounts.Remove(identityCookies);
    }

    private class Seen(DateTimeOffset now)
    {
        private long _at = now.UtcTicks;

        public DateTimeOffset LastSeen => new(Interlocked.Read(ref _at), TimeSpan.Zero);

        public void At(DateTimeOffset now) => Interlocked.Exchange(ref _at, now.UtcTicks);
    }

    private sealed class Left(DateTimeOffset now, Setting<string> identityCookies) : Seen(now)
    {
        public Setting<string> IdentityCookies => identityCookies;
    }

    private sealed class Entry(DateTimeOffset now) : Seen(now)
    {
        private int _idle;

        /// <summary>Guarded by the lock of the outer type.</summary>
        public int Resources { get; set; }

        public bool Back(DateTimeOffset now)
        {
            At(now);
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
