using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CometGateway.Core.Deltas;

/// <summary>
/// A block of 64 bytes of JSON: where the brackets and commas are that stand outside of strings, one bit a byte. Blocks are read one after
/// the other from a place outside of any string, as each goes on with what the one before left open; the first goes on with `default`.
/// </summary>
internal readonly struct JsonBlock
{
    public const int Length = 64;

    // What the next block has to know: the highest bit is set while a string goes on into it, and the lowest when this block ends with a
    // backslash that speaks of its first byte. One field for both, as the runtime keeps no more than four in registers.
    private readonly ulong _carry;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private JsonBlock(ref byte bytes, ulong carry)
    {
        ulong quotes, backslashes;
        if (Vector512.IsHardwareAccelerated)
        {
            var block = Vector512.LoadUnsafe(ref bytes);
            // `[` and `]` differ from `{` and `}` by this one bit, and no other byte becomes one of them by it.
            var brackets = block | Vector512.Create((byte)0x20);
            quotes = Vector512.Equals(block, Vector512.Create((byte)'"')).ExtractMostSignificantBits();
            backslashes = Vector512.Equals(block, Vector512.Create((byte)'\\')).ExtractMostSignificantBits();
            Opens = Vector512.Equals(brackets, Vector512.Create((byte)'{')).ExtractMostSignificantBits();
            Closes = Vector512.Equals(brackets, Vector512.Create((byte)'}')).ExtractMostSignificantBits();
            Commas = Vector512.Equals(block, Vector512.Create((byte)',')).ExtractMostSignificantBits();
        }
        else
        {
            var low = Vector256.LoadUnsafe(ref bytes);
            var high = Vector256.LoadUnsafe(ref bytes, 32);
            var lowBrackets = low | Vector256.Create((byte)0x20);
            var highBrackets = high | Vector256.Create((byte)0x20);
            quotes = Bits(low, high, (byte)'"');
            backslashes = Bits(low, high, (byte)'\\');
            Opens = Bits(lowBrackets, highBrackets, (byte)'{');
            Closes = Bits(lowBrackets, highBrackets, (byte)'}');
            Commas = Bits(low, high, (byte)',');
        }

        var escaped = carry & 1;
        if ((backslashes | escaped) != 0) (quotes, escaped) = Unescaped(quotes, backslashes, escaped);
        var inside = ToggledBy(quotes) ^ (ulong)((long)carry >> 63);
        _carry = (inside & (1UL << 63)) | escaped;
        Opens &= ~inside;
        Closes &= ~inside;
        Commas &= ~inside;
    }

    /// <summary>Where `{` and `[` are.</summary>
    public ulong Opens { get; }

    /// <summary>Where `}` and `]` are.</summary>
    public ulong Closes { get; }

    /// <summary>Where commas are.</summary>
    public ulong Commas { get; }

    /// <summary>The next block, at <paramref name="at"/>; past the end of the text there is nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public JsonBlock Next(ReadOnlySpan<byte> text, int at) =>
        text.Length - at >= Length ? Next(ref Unsafe.Add(ref MemoryMarshal.GetReference(text), at)) : Last(text[at..]);

    /// <summary>The next block, all of whose bytes are there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public JsonBlock Next(ref byte bytes) => new(ref bytes, _carry);

    /// <summary>The last block, which is not full.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public JsonBlock Last(ReadOnlySpan<byte> rest) => Last(rest, _carry);

    /// <summary>The bytes before the first in which two blocks differ, one bit a byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Same(ref byte one, ref byte other)
    {
        var equal = Vector512.IsHardwareAccelerated
            ? Vector512.Equals(Vector512.LoadUnsafe(ref one), Vector512.LoadUnsafe(ref other)).ExtractMostSignificantBits()
            : Vector256.Equals(Vector256.LoadUnsafe(ref one), Vector256.LoadUnsafe(ref other)).ExtractMostSignificantBits()
                | ((ulong)Vector256.Equals(Vector256.LoadUnsafe(ref one, 32), Vector256.LoadUnsafe(ref other, 32)).ExtractMostSignificantBits() << 32);
        return equal & ~(equal + 1);
    }

    /// <summary>The same of less than a block; behind its end they differ.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ulong SameAtEnd(ReadOnlySpan<byte> rest, ReadOnlySpan<byte> other) => (1UL << rest.CommonPrefixLength(other)) - 1;

    /// <summary>All bits below the lowest that is set; all there are when none is.</summary>
    public static ulong Below(ulong bits) => (bits & (0 - bits)) - 1;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static JsonBlock Last(ReadOnlySpan<byte> rest, ulong carry)
    {
        Span<byte> padded = stackalloc byte[Length];
        padded.Clear();
        rest.CopyTo(padded);
        return new(ref MemoryMarshal.GetReference(padded), carry);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Bits(Vector256<byte> low, Vector256<byte> high, byte value) =>
        Vector256.Equals(low, Vector256.Create(value)).ExtractMostSignificantBits()
        | ((ulong)Vector256.Equals(high, Vector256.Create(value)).ExtractMostSignificantBits() << 32);

    /// <summary>The quotes without those that a backslash stands before; a backslash that another stands before speaks of nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (ulong Quotes, ulong Escaped) Unescaped(ulong quotes, ulong backslashes, ulong escaped)
    {
        backslashes &= ~escaped;
        while (backslashes != 0)
        {
            var at = BitOperations.TrailingZeroCount(backslashes);
            if (at == 63) return (quotes & ~escaped, 1);
            escaped |= 2UL << at;
            backslashes &= ~(3UL << at);
        }

        return (quotes & ~escaped, 0);
    }

    /// <summary>Each bit: whether an odd number of bits is set up to and including it, so from an opening quote to before the closing one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong ToggledBy(ulong bits)
    {
        if (Pclmulqdq.IsSupported)
            return Pclmulqdq.CarrylessMultiply(Vector128.CreateScalar(bits), Vector128<ulong>.AllBitsSet, 0).ToScalar();
        for (var shift = 1; shift < 64; shift <<= 1) bits ^= bits << shift;
        return bits;
    }
}
