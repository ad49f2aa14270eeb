using CometGateway.Core.Deltas;
using CometGateway.TestKit.Deltas;

namespace CometGateway.Core.Tests.Deltas;

/// <summary>The patches of random pairs, with keys that are guessed for most and named for some.</summary>
internal static class RandomPatches
{
    private static readonly ArrayKeys[] _keys =
    [
        ArrayKeys.Guessed,
        ArrayKeys.Guessed,
        ArrayKeys.Parse(["/*/sku", "/items/*/sku", "/*/*/sku", "/list/*/name", "/*/*/*/id"]),
    ];

    public static byte[] Between(JsonPair pair) =>
        Between(pair, int.MaxValue) ?? throw new InvalidOperationException(pair.Failure("No patch, though every change can be said."));

    public static byte[]? Between(JsonPair pair, int limit) =>
        JsonPatch.Between(pair.From, pair.To, _keys[pair.Index % _keys.Length], limit);
}
