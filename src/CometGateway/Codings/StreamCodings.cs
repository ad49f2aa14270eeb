using CometGateway.Core.Http;

namespace CometGateway.Codings;

/// <summary>The codings that streams may have.</summary>
internal static class StreamCodings
{
    /// <summary>All of them, the best first.</summary>
    public static IReadOnlyList<StreamCoding> All { get; } = [BrotliCoding.Instance, GzipCoding.Instance];

    /// <summary>The best that the client takes; null where it takes none.</summary>
    /// <param name="accept">Its Accept-Encoding.</param>
    public static StreamCoding? For(string? accept)
    {
        foreach (var coding in All)
        {
            if (AcceptEncoding.Allows(accept, coding.Name)) return coding;
        }

        return null;
    }
}
