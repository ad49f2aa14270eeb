namespace CometGateway.Lifetime;

/// <summary>Over how long a number of clients is sent away, so that they do not all come back in the same moment.</summary>
internal static class Spread
{
    private const double ClientsPerSecond = 500;

    /// <summary>
    /// At most <paramref name="longest"/>, less where few clients leave: nobody who stops a quiet gateway should wait for it.
    /// </summary>
    public static TimeSpan WindowFor(long clients, TimeSpan longest)
    {
        var window = TimeSpan.FromSeconds(clients / ClientsPerSecond);
        return window < longest ? window : longest;
    }
}
