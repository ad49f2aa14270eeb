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
    /// <param name="i">In the old text, where a member or an item starts, or the closing bracket.</param>
    /// <param name="j">The same in the new text.</param>
    /// <param name="starts">Gets the places behind all commas that are passed.</param>
    // Not inlined, as the loop then has too few registers.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static JsonStretch Of(ReadOnlySpan<byte> from, int i, ReadOnlySpan<byte> to, int j, JsonStarts? starts = null)
    {
        var (at, start, passed, depth) = (i, i, 0, 0);
        var left = Math.Min(from.Length - i, to.Length - j);
        ref var old = ref Unsafe.Add(ref MemoryMarshal.GetReference(from), i);
        ref var now = ref Unsafe.Add(ref MemoryMarshal.GetReference(to), j);
        var block = default(JsonBlock);
        ulong same;
        do
        {
            if (left >= JsonBlock.Length)
            {
                block = block.Next(ref old);
                same = JsonBlock.Same(ref old, ref now);
            }
            else
            {
                block = block.Last(from.Slice(at, left));
                same = JsonBlock.SameAtEnd(from.Slice(at, left), to.Slice(at - i + j, left));
            }

            old = ref Unsafe.Add(ref old, JsonBlock.Length);
            now = ref Unsafe.Add(ref now, JsonBlock.Length);
            left -= JsonBlock.Length;
            var (opens, closes) = (block.Opens & same, block.Closes & same);
            var down = BitOperations.PopCount(closes);
            // Most blocks lie within a member or an item altogether.
            if (depth == 0 || depth + BitOperations.PopCount(opens & JsonBlock.Below(closes)) <= down)
            {
                var between = Between(opens, closes, block.Commas & same, depth, out var closed);
                passed += BitOperations.PopCount(between);
                if (between != 0)
                {
                    start = at + JsonBlock.Length - BitOperations.LeadingZeroCount(between);
                    starts?.PushBehind(between, at);
                }

                if (closed >= 0) return new(start, passed, at, at + closed);
            }

            depth += BitOperations.PopCount(opens) - down;
            at += JsonBlock.Length;
        }
        while (same == ulong.MaxValue);

        return new(start, passed, at - BitOperations.LeadingZeroCount(same), -1);
    }

    /// <summary>The commas that part members or items: those before the first bracket, and those that follow brackets that lead out of an item.</summary>
    /// <param name="depth">How deep within an item the block begins.</param>
    /// <param name="closed">Where the bracket is that closes the object or array itself, or -1.</param>
    // Without a branch for each bracket, as no branch could be predicted.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Between(ulong opens, ulong closes, ulong commas, int depth, out int closed)
    {
        var brackets = opens | closes;
        var between = commas & JsonBlock.Below(brackets) & IfZero(depth);
        // Nothing stands between two closing brackets that are neighbours.
        var outs = closes & ~(closes >> 1);
        do
        {
            var upTo = outs ^ (outs - 1);
            var after = depth + BitOperations.PopCount(opens & upTo) - BitOperations.PopCount(closes & upTo);
            if (after < 0)
            {
                closed = BitOperations.TrailingZeroCount(outs) + after + 1;
                return between;
            }

            between |= commas & ~upTo & JsonBlock.Below(brackets & ~upTo) & IfZero(after);
            outs &= outs - 1;
        }
        while (outs != 0);

        closed = -1;
        return between;
    }

    /// <summary>All bits for zero, none for more.</summary>
    private static ulong IfZero(int depth) => (ulong)((depth - 1L) >> 63);
}
