using CometGateway.Core.Deltas;
using CometGateway.Core.Http;

namespace CometGateway.Benchmarks.Deltas;

/// <summary>Our encoders, as the benchmark calls them: from bytes to bytes, nothing kept between two calls.</summary>
internal static class Encoders
{
    private static readonly ArrayKeys _keys = ArrayKeys.Guessed;

    public static byte[]? JsonPatch(byte[] from, byte[] to, int limit) => Core.Deltas.JsonPatch.Between(from, to, _keys, limit);

    public static byte[]? MergePatch(byte[] from, byte[] to, int limit) => Core.Deltas.MergePatch.Between(from, to, limit);

    public static byte[]? TextDelta(byte[] from, byte[] to, int limit) => Core.Deltas.TextDelta.Between(from, to, limit);

    public static ItemList? List(byte[] text, MediaType type) => ItemList.Of(text, type, _keys);

    public static IReadOnlyList<DeltaEvent>? Items(byte[] from, byte[] to, MediaType type, int limit)
    {
        using var old = List(from, type);
        using var next = List(to, type);
        return old is null || next is null ? null : ItemEvents.Between(old, next, limit);
    }
}
