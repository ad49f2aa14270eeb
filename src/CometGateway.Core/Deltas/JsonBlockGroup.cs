using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CometGateway.Core.Deltas;

/// <summary>Eight blocks of JSON at once.</summary>
internal static class JsonBlockGroup
{
    public const int Length = 8;

    /// <summary>
    /// Finds the commas that part members or items, as <see cref="JsonBlock.Between"/> does in one block. False when some block has brackets
    /// that lead out of items at two places, or one that closes the object or array itself.
    /// </summary>
    /// <param name="opens">Of each block the opening brackets; so the closing ones and the commas.</param>
    /// <param name="depths">How deep each block begins, and the one behind the last.</param>
    /// <param name="level">How deep the object or array itself is.</param>
    /// <param name="count">How many of the eight are meant.</param>
    /// <param name="parting">Gets the commas; none for blocks that are not meant.</param>
    /// <param name="some">The blocks that have any, one bit a block.</param>
    /// <param name="many">Whether a block has more than one.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryPart(ref ulong opens, ref ulong closes, ref ulong commas, ref ulong depths, ulong level, int count, ref ulong parting, out uint some, out bool many)
    {
        var meant = Vector512.LessThan(Vector512<ulong>.Indices, Vector512.Create((ulong)count));
        var opening = Vector512.LoadUnsafe(ref opens);
        var closing = Vector512.LoadUnsafe(ref closes);
        // Nothing stands between two closing brackets that are neighbours.
        var outs = closing & ~(closing >> 1);
        var upTo = UpTo(outs);
        var behind = opening & ~upTo;
        var after = Vector512.LoadUnsafe(ref depths, 1) - Vector512.Create(level) - PopCount(behind);
        if ((((outs & (outs - Vector512<ulong>.One)) | (after >> 63)) & meant) != Vector512<ulong>.Zero)
        {
            (some, many) = (0, false);
            return false;
        }

        var between = Vector512.LoadUnsafe(ref commas) & meant
            & ((UpTo(opening | closing) & Vector512.Equals(Vector512.LoadUnsafe(ref depths), Vector512.Create(level)))
                | (UpTo(behind) & ~upTo & Vector512.Equals(after, Vector512<ulong>.Zero)));
        between.StoreUnsafe(ref parting);
        some = (uint)~Vector512.Equals(between, Vector512<ulong>.Zero).ExtractMostSignificantBits() & 0xFF;
        many = (between & (between - Vector512<ulong>.One)) != Vector512<ulong>.Zero;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> UpTo(Vector512<ulong> bits) => bits ^ (bits - Vector512<ulong>.One);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> PopCount(Vector512<ulong> bits)
    {
        bits -= (bits >> 1) & Vector512.Create(0x5555_5555_5555_5555UL);
        bits = (bits & Vector512.Create(0x3333_3333_3333_3333UL)) + ((bits >> 2) & Vector512.Create(0x3333_3333_3333_3333UL));
        bits = (bits + (bits >> 4)) & Vector512.Create(0x0F0F_0F0F_0F0F_0F0FUL);
        if (Avx512BW.IsSupported) return Avx512BW.SumAbsoluteDifferences(bits.AsByte(), Vector512<byte>.Zero).AsUInt64();
        bits += bits >> 8;
        bits += bits >> 16;
        bits += bits >> 32;
        return bits & Vector512.Create(0x7FUL);
    }
}
