using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CometGateway.Core.Deltas;

/// <summary>
/// Reads JSON in blocks of 64 bytes and tells where in each the brackets and commas are that stand outside of strings: one bit a byte.
/// Blocks are read one after the other from a place outside of any string, as each carries on what the one before left open.
/// </summary>
internal ref struct JsonBlock(ReadOnlySpan<byte> text)
{
    public const int Length = 64;

    private readonly ReadOnlySpan<byte> _text = text;

    // All bits set while a string goes on from block to block.
    private ulong _inString;

    // The lowest bit: the block before ended with a backslash that speaks of this block's first byte.
    private ulong _escaped;

    /// <summary>Where `{` and `[` are.</summary>
    public ulong Opens { get; private set; }

    /// <summary>Where `}` and `]` are.</summary>
    public ulong Closes { get; private set; }

    /// <summary>Where commas are.</summary>
    public ulong Commas { get; private set; }

    /// <summary>Reads the block at <paramref name="at"/>; past the end of the text there is nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Read(int at)
    {
        if (_text.Length - at >= Length)
        {
            Read(ref Unsafe.Add(ref MemoryMarshal.GetReference(_text), at));
            return;
        }

        Span<byte> padded = stackalloc byte[Length];
        padded.Clear();
        _text[at..].CopyTo(padded);
        Read(ref MemoryMarshal.GetReference(padded));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Read(ref byte bytes)
    {
        ulong quotes, backslashes;
        if (Vector512.IsHardwareAccelerated)
        {
            var block = Vector512.LoadUnsafe(ref bytes);
            // `[` and `]` differ from `{` and `}` by this one bit, and so does nothing else that matters.
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
            var (lowBrackets, highBrackets) = (low | Vector256.Create((byte)0x20), high | Vector256.Create((byte)0x20));
            quotes = Bits(low, high, (byte)'"');
            backslashes = Bits(low, high, (byte)'\\');
            Opens = Bits(lowBrackets, highBrackets, (byte)'{');
            Closes = Bits(lowBrackets, highBrackets, (byte)'}');
            Commas = Bits(low, high, (byte)',');
        }

        if ((backslashes | _escaped) != 0) quotes &= ~Escaped(backslashes);
        var inside = ToggledBy(quotes) ^ _inString;
        _inString = (ulong)((long)inside >> 63);
        (Opens, Closes, Commas) = (Opens & ~inside, Closes & ~inside, Commas & ~inside);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Bits(Vector256<byte> low, Vector256<byte> high, byte value) =>
        Vector256.Equals(low, Vector256.Create(value)).ExtractMostSignificantBits()
        | ((ulong)Vector256.Equals(high, Vector256.Create(value)).ExtractMostSignificantBits() << 32);

    /// <summary>The bytes that a backslash before them speaks of; a backslash that is one of them speaks of nothing.</summary>
    private ulong Escaped(ulong backslashes)
    {
        var escaped = _escaped;
        backslashes &= ~escaped;
        _escaped = 0;
        while (backslashes != 0)
        {
            var at = BitOperations.TrailingZeroCount(backslashes);
            if (at == 63)
            {
                _escaped = 1;
                break;
            }

            escaped |= 2UL << at;
            backslashes &= ~(3UL << at);
        }

        return escaped;
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
