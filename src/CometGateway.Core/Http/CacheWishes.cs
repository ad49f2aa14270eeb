using System.Runtime.InteropServices;

namespace CometGateway.Core.Http;

/// <summary>What a request asks of a cache on its way (RFC 9111 §5.2.1). Its max-stale is passed over, as nothing stale is offered.</summary>
/// <param name="OnlyIfCached">The site must not be asked for it (§5.2.1.7).</param>
/// <param name="MaxAge">The highest age it takes; of several the lowest.</param>
/// <param name="MinFresh">How long it must stay fresh; of several the longest.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CacheWishes(bool NoStore, bool NoCache, bool OnlyIfCached, TimeSpan? MaxAge, TimeSpan? MinFresh)
{
    /// <summary>No answer will do but one for which the site has been asked since.</summary>
    public bool MustAsk => NoCache || MaxAge == TimeSpan.Zero;

    /// <param name="pragma">Counts only without Cache-Control (§5.4).</param>
    public static CacheWishes Of(string? cacheControl, string? pragma)
    {
        var wishes = default(CacheWishes);
        if (cacheControl is null) return pragma is null ? wishes : wishes with { NoCache = CacheDirective.Parse(pragma).Any(directive => directive.Name is "no-cache") };
        foreach (var (name, value) in CacheDirective.Parse(cacheControl))
        {
            wishes = name switch
            {
                "no-store" => wishes with { NoStore = true },
                "no-cache" => wishes with { NoCache = true },
                "only-if-cached" => wishes with { OnlyIfCached = true },
                "max-age" when DeltaSeconds.Parse(value) is { } age && !(wishes.MaxAge <= age) => wishes with { MaxAge = age },
                "min-fresh" when DeltaSeconds.Parse(value) is { } fresh && !(wishes.MinFresh >= fresh) => wishes with { MinFresh = fresh },
                _ => wishes,
            };
        }

        return wishes;
    }

    /// <summary>Whether an answer of this freshness is young enough. A site that names no lifetime promises no rest of one either.</summary>
    public bool Allow(Freshness freshness, DateTimeOffset now) =>
        !(freshness.AgeAt(now) > MaxAge) && (MinFresh is null || freshness.RemainingAt(now) >= MinFresh);
}
