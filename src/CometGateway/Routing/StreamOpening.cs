using CometGateway.Configuration;
using CometGateway.Transports;

namespace CometGateway.Routing;

/// <summary>Draws a session's clocks, so that clients who came together neither leave nor return together.</summary>
internal static class StreamOpening
{
    /// <summary>A document that grows is kept by the browser to its last byte, and slows down as it grows.</summary>
    private const long DocumentBytes = 4L << 20;

    public static SessionTimes TimesFor(CometSettings settings, StreamWish wish, Random random)
    {
        var bytes = BytesFor(settings, wish.Wire);
        return new(
            (int)Milliseconds(settings.KeepAlive),
            (int)Milliseconds(settings.SendTimeout),
            // A poll has an end of its own, which its client has been told of.
            wish.Wait is { } wait ? Milliseconds(wait) : (long)(Milliseconds(settings.ConnectionLifetime) * Share(random)),
            bytes is 0 ? long.MaxValue : Math.Max(1, (long)(bytes * Share(random))));
    }

    /// <summary>100–200 % of Retry.</summary>
    public static TimeSpan RetryFor(CometSettings settings, Random random) => settings.Retry * (1 + random.NextDouble());

    private static long BytesFor(CometSettings settings, IWire wire) => wire != IframeWire.Instance ? settings.ConnectionBytes
        : settings.ConnectionBytes is 0 or > DocumentBytes ? DocumentBytes : settings.ConnectionBytes;

    private static double Share(Random random) => 0.8 + (0.2 * random.NextDouble());

    private static long Milliseconds(TimeSpan time) => (long)time.TotalMilliseconds;
}
