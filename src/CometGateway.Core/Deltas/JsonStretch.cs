using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CometGateway.Core.Deltas;

/// <summary>How far two texts that are walked side by side go on with the same bytes within one object or array.</summary>
/// <param name="Start">In the old text, where the last member or item starts that begins before they differ; white space may stand before it.</param>
/// <param name="Passed">How many commas were passed on the way there.</param>
/// <param name="Until">The first place in the old text at which they differ; not told where <paramref name="Close"/> is.</param>
/// <param name="Close">Where the closing bracket is in the old text, when it comes before they differ; else -1.</param>
internal readonly record struct JsonStretch(int Start, int Passed, int Until, int Close)
{
    /// <summary>Finds a stretch within an object that is no longer than a block, for less than <see cref="JsonBlocks"/> does; false when it is longer.</summary>
    /// <param name="starts">Gets the places behind all commas that part members.</param>
    public static bool TryShort(ReadOnlySpan<byte> text, int at, ReadOnlySpan<byte> other, int otherAt, JsonStarts starts, out JsonStretch stretch)
    {
        stretch = default;
        if (text.Length - at < JsonBlock.Length || other.Length - otherAt < JsonBlock.Length) return false;
        ref var bytes = ref Unsafe.Add(ref MemoryMarshal.GetReference(text), at);
        var same = JsonBlock.Same(ref bytes, ref Unsafe.Add(ref MemoryMarshal.GetReference(other), otherAt));
        var strings = default(JsonStrings);
        var block = new JsonBlock(ref bytes, ref strings);
        var mask = JsonBlock.Below(~same);
        var between = JsonBlock.Between(block.Opens & mask, block.Closes & mask, block.Commas & mask, depth: 0, out var close);
        if (close < 0 && same == ulong.MaxValue) return false;
        starts.PushBehind(new(in between), at);
        var start = between == 0 ? at : at + JsonBlock.Length - BitOperations.LeadingZeroCount(between);
        stretch = new(start, BitOperations.PopCount(between), at + BitOperations.TrailingZeroCount(~same), close < 0 ? -1 : at + close);
        return true;
    }
}
