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
    private readonly TimeProvider _time;
    private readonly HistorySettings _settings;

    public ResourceLot(HistorySettings settings, TimeProvider time)
    {
        (_settings, _time) = (settings, time);
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

    /// <param name="at">When the site was asked.</param>
    public void RememberEnd(ResourceKey key, PollOutcome.Ended ended, DateTimeOffset at, TimeSpan duration) =>
        _cache.Set((key, nameof(PollOutcome.Ended)), new RememberedEnd(ended, at), new MemoryCacheEntryOptions { Size = 1024 + key.Size, AbsoluteExpirationRelativeToNow = duration });

    public PollOutcome.Ended? EndOf(ResourceKey key) =>
        _cache.Get<RememberedEnd>((key, nameof(PollOutcome.Ended))) is { } end && !(_cache.Get<DateTimeOffset?>((key.Path, nameof(ForgetEndsAt))) >= end.At) ? end.Ended : null;

    /// <summary>What was found at a path up to now, and is remembered for so long at the most, counts no more.</summary>
    public void ForgetEndsAt(string path, TimeSpan duration) =>
        _cache.Set((path, nameof(ForgetEndsAt)), _time.GetUtcNow(), new MemoryCacheEntryOptions { Size = 256 + (2 * path.Length), AbsoluteExpirationRelativeToNow = duration });

    public void RememberRest(ResourceKey key, TimeSpan left) =>
        _cache.Set((key, nameof(RestOf)), _time.GetElapsedTime(0) + left, new MemoryCacheEntryOptions { Size = 256 + key.Size, AbsoluteExpirationRelativeToNow = left });

    /// <summary>How much is left of the rest that the site was given under this key, or null. By the monotonic clock.</summary>
    public TimeSpan? RestOf(ResourceKey key) => _cache.Get<TimeSpan?>((key, nameof(RestOf))) is { } until && until - _time.GetElapsedTime(0) is { Ticks: > 0 } left ? left : null;

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
