using System.Numerics;
using System.Runtime.Intrinsics;

namespace CometGateway.Core.Deltas;

/// <summary>What two texts have in common at their ends, and where characters of UTF-8 begin.</summary>
internal static class TextEnds
{
    /// <summary>How many bytes at the end of both are the same; the BCL has this only for the beginning.</summary>
    public static int CommonEnd(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        var most = Math.Min(one.Length, other.Length);
        one = one[^most..];
        other = other[^most..];
        var left = most;
        for (; left >= Vector256<byte>.Count; left -= Vector256<byte>.Count)
        {
            var at = left - Vector256<byte>.Count;
            var differs = ~Vector256.Equals(Vector256.Create(one[at..]), Vector256.Create(other[at..])).ExtractMostSignificantBits();
            if (differs != 0) return most - left + BitOperations.LeadingZeroCount(differs);
        }

        while (left > 0 && one[left - 1] == other[left - 1]) left--;
        return most - left;
    }

    /// <summary>May <paramref name="text"/> be cut here? A cut between whole characters also never splits a surrogate pair, which is one character of four bytes.</summary>
    public static bool IsBoundary(ReadOnlySpan<byte> text, int at) => at == text.Length || (text[at] & 0xC0) != 0x80;
}
