using CometGateway.Core.Http;

namespace CometGateway.Codings;

/// <summary>The codings that streams may have.</summary>
internal static class StreamCodings
{
    /// <summary>All of them, the best first.</summary>
    public static IReadOnlyList<StreamCoding> All { get; } = [BrotliCoding.Instance, GzipCoding.Instance];

    /// <summary>The one that the client wants most, the best of several; null where it takes none, or wants its streams as they are.</summary>
    /// <param name="accept">Its Accept-Encoding.</param>
    public static StreamCoding? For(string? accept)
    {
        if (string.IsNullOrEmpty(accept)) return null;
        StreamCoding? best = null;
        // Who names "identity" may want it more; "*" does not speak of it.
        var most = accept.Contains("identity", StringComparison.OrdinalIgnoreCase) ? AcceptEncoding.WeightOf(accept, "identity") : 0;
        foreach (var coding in All)
        {
            var weight = AcceptEncoding.WeightOf(accept, coding.Name);
            if (weight > most || (best is null && weight == most && weight > 0)) (best, most) = (coding, weight);
        }

        return best;
    }
}
