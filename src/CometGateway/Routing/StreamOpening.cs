using CometGateway.Configuration;
using CometGateway.Transports;

namespace CometGateway.Routing;

/// <summary>Draws a session's clocks, so that clients who came together neither leave nor return together.</summary>
internal static class StreamOpening
{
    public static SessionTimes TimesFor(CometSettings settings, Random random) => new(
        Milliseconds(settings.KeepAlive),
        Milliseconds(settings.SendTimeout),
        (long)(Milliseconds(settings.ConnectionLifetime) * Share(random)),
        settings.ConnectionBytes == 0 ? long.MaxValue : Math.Max(1, (long)(settings.ConnectionBytes * Share(random))));

    /// <summary>100–200 % of Retry.</summary>
    public static TimeSpan RetryFor(CometSettings settings, Random random) => settings.Retry * (1 + random.NextDouble());

    private static double Share(Random random) => 0.8 + (0.2 * random.NextDouble());

    private static long Milliseconds(TimeSpan time) => (long)time.TotalMilliseconds;
}
