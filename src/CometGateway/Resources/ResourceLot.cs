using CometGateway.Configuration;
using CometGateway.Core.Watching;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Internal;

namespace CometGateway.Resources;

/// <summary>
/// Where resources wait while nobody watches them, and where it is remembered that one could not be watched
/// (the hit-for-miss of other caches: without it every plain GET would queue up behind a poll that is of no use to it).
/// </summary>
internal sealed class ResourceLot : IDisposable
{
    private readonly MemoryCache _cache;
    private readonly HistorySettings _settings;

    public ResourceLot(HistorySettings settings, TimeProvider time)
    {
        _settings = settings;
        _cache = new(new MemoryCacheOptions { SizeLimit = settings.ParkedBytes, Clock = new Clock(time) });
    }

    public void Park(ResourceKey key, ParkedResource parked) =>
        _cache.Set(key, parked, new MemoryCacheEntryOptions { Size = parked.Size + key.Size, AbsoluteExpirationRelativeToNow = _settings.ParkedAge });

    public ParkedResource? Take(ResourceKey key)
    {
        if (!_cache.TryGetValue(key, out ParkedResource? parked)) return null;
        _cache.Remove(key);
        return parked;
    }

    public void RememberEnd(ResourceKey key, PollOutcome.Ended ended, DateTimeOffset at, TimeSpan duration) =>
        _cache.Set((key, nameof(PollOutcome.Ended)), new RememberedEnd(ended, at), new MemoryCacheEntryOptions { Size = 1024 + key.Size, AbsoluteExpirationRelativeToNow = duration });

    /// <param name="notBefore">What was seen earlier than this counts no more.</param>
    public PollOutcome.Ended? EndOf(ResourceKey key, DateTimeOffset notBefore) =>
        _cache.Get<RememberedEnd>((key, nameof(PollOutcome.Ended))) is { } end && end.At >= notBefore ? end.Ended : null;

    public void RememberRest(ResourceKey key, DateTimeOffset until) =>
        _cache.Set((key, nameof(RestOf)), until, new MemoryCacheEntryOptions { Size = 256 + key.Size, AbsoluteExpiration = until });

    /// <summary>When the rest ends that the site was given under this key, or null.</summary>
    public DateTimeOffset? RestOf(ResourceKey key) => _cache.Get<DateTimeOffset?>((key, nameof(RestOf)));

    /// <summary>
    /// Lets go of what it holds. The cache itself stays usable: a linger may end in the middle of a stop, and on a timer's thread an
    /// ObjectDisposedException ends the process.
    /// </summary>
    public void Dispose() => _cache.Clear();

    private sealed record RememberedEnd(PollOutcome.Ended Ended, DateTimeOffset At);

    private sealed class Clock(TimeProvider time) : ISystemClock
    {
        public DateTimeOffset UtcNow => time.GetUtcNow();
    }
}
