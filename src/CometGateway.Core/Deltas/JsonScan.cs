using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CometGateway.Core.Deltas;

/// <summary>Finds its way through JSON that is known to be valid, without reading what it passes.</summary>
internal static class JsonScan
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SkipSpace(ReadOnlySpan<byte> text, int at)
    {
        // Nothing else in valid JSON is as low, outside of strings.
        while (text[at] <= ' ') at++;
        return at;
    }

    /// <summary>The place behind the string whose opening quote is at <paramref name="at"/>.</summary>
    public static int EndOfString(ReadOnlySpan<byte> text, int at)
    {
        at++;
        // Most names and many values are short: not worth the call that finds an end far away.
        if (text.Length - at >= Vector128<byte>.Count)
        {
            var near = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(text), (nuint)at);
            var found = (Vector128.Equals(near, Vector128.Create((byte)'"')) | Vector128.Equals(near, Vector128.Create((byte)'\\'))).ExtractMostSignificantBits();
            at += found == 0 ? Vector128<byte>.Count : BitOperations.TrailingZeroCount(found);
        }

        for (; ; at += 2)
        {
            if (text[at] is not ((byte)'"' or (byte)'\\')) at += text[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (text[at] == '"') return at + 1;
        }
    }

    /// <summary>The place behind the value that starts at <paramref name="at"/>.</summary>
    public static int EndOfValue(ReadOnlySpan<byte> text, int at) => text[at] switch
    {
        (byte)'"' => EndOfString(text, at),
        (byte)'{' or (byte)'[' => EndOfContainer(text, at),
        _ => EndOfBareWord(text, at),
    };

    /// <summary>The place behind the object or array that starts at <paramref name="at"/>, or -1 when it ends in no block that begins before <paramref name="limit"/>.</summary>
    public static int EndOfContainer(ReadOnlySpan<byte> text, int at, int limit = int.MaxValue)
    {
        var strings = default(JsonStrings);
        var depth = 0;
        for (; at < limit; at += JsonBlock.Length)
        {
            var block = JsonBlock.At(text, at, ref strings);
            var down = BitOperations.PopCount(block.Closes);
            if (depth > down)
            {
                depth += BitOperations.PopCount(block.Opens) - down;
                continue;
            }

            for (var brackets = block.Opens | block.Closes; brackets != 0; brackets &= brackets - 1)
            {
                var bracket = BitOperations.TrailingZeroCount(brackets);
                depth += (block.Opens >> bracket & 1) != 0 ? 1 : -1;
                if (depth == 0) return at + bracket + 1;
            }
        }

        return -1;
    }

    private static int EndOfBareWord(ReadOnlySpan<byte> text, int at)
    {
        if (text.Length - at >= Vector128<byte>.Count)
        {
            var near = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(text), (nuint)at);
            // `]` differs from `}` by this one bit, and nothing of a number or a word becomes one of them by it.
            var ends = Vector128.LessThanOrEqual(near, Vector128.Create((byte)' ')) | Vector128.Equals(near, Vector128.Create((byte)','))
                | Vector128.Equals(near | Vector128.Create((byte)0x20), Vector128.Create((byte)'}'));
            var found = ends.ExtractMostSignificantBits();
            if (found != 0) return at + BitOperations.TrailingZeroCount(found);
            at += Vector128<byte>.Count;
        }

        while (at < text.Length && text[at] > ' ' && text[at] is not ((byte)',' or (byte)'}' or (byte)']')) at++;
        return at;
    }
}
