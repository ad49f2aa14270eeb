using CometGateway.Core.Deltas;
using CometGateway.Core.Http;
using CometGateway.TestKit.Deltas;

namespace CometGateway.Benchmarks.Deltas;

/// <summary>Our encoders, as the benchmark calls them: from bytes to bytes, nothing kept between two calls.</summary>
internal static class Encoders
{
    private static readonly ArrayKeys _keys = ArrayKeys.Guessed;

    public static byte[]? JsonPatch(byte[] from, byte[] to, int limit) =>
        PlainPatch.Between(from, to) is var patch && patch.Length <= limit ? patch : null;

    public static byte[]? MergePatch(byte[] from, byte[] to, int limit) => null;

    public static byte[]? TextDelta(byte[] from, byte[] to, int limit) => null;

    public static IReadOnlyList<DeltaEvent>? Items(byte[] from, byte[] to, MediaType type, int limit) => _keys is null ? [] : null;
}
