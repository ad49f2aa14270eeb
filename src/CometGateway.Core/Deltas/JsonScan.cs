using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CometGateway.Core.Deltas;

/// <summary>Finds its way through JSON that is known to be valid, without reading what it passes.</summary>
internal static class JsonScan
{
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

    /// <summary>
    /// Passes whole members or items: from the start of one to the start of the last one that begins before <paramref name="limit"/>.
    /// </summary>
    /// <param name="passed">How many commas were passed.</param>
    /// <param name="close">Where the container's closing bracket is, when it comes before the limit; else -1.</param>
    /// <returns>The place behind the last comma passed (white space may follow), or <paramref name="at"/> when there was none.</returns>
    public static int LastStart(ReadOnlySpan<byte> text, int at, int limit, out int passed, out int close)
    {
        var block = default(JsonBlock);
        var (start, depth, count) = (at, 0, 0);
        close = -1;
        for (; at < limit; at += JsonBlock.Length)
        {
            block = block.Next(text, at);
            var within = limit - at >= JsonBlock.Length ? ulong.MaxValue : (1UL << (limit - at)) - 1;
            var (opens, closes, commas) = (block.Opens & within, block.Closes & within, block.Commas & within);
            var brackets = opens | closes;
            // The commas of this block that part items: those before its first bracket, and those that follow a bracket that leads out of an item.
            // Found without a branch for each bracket, as no branch could be predicted.
            var between = depth == 0 ? commas & Below(brackets) : 0;
            for (; closes != 0; closes &= closes - 1)
            {
                var below = Below(closes);
                depth--;
                var after = depth + BitOperations.PopCount(opens & below);
                var above = ~below << 1;
                between |= after == 0 ? commas & above & Below(brackets & above) : 0;
                if (after < 0)
                {
                    close = at + BitOperations.TrailingZeroCount(closes);
                    limit = 0;
                    break;
                }
            }

            depth += BitOperations.PopCount(opens);
            if (between == 0) continue;
            count += BitOperations.PopCount(between);
            start = at + JsonBlock.Length - BitOperations.LeadingZeroCount(between);
        }

        passed = count;
        return start;
    }

    /// <summary>The place behind the object or array that starts at <paramref name="at"/>, or -1 when it ends in no block that begins before <paramref name="limit"/>.</summary>
    public static int EndOfContainer(ReadOnlySpan<byte> text, int at, int limit = int.MaxValue)
    {
        var block = default(JsonBlock);
        var depth = 0;
        for (; at < limit; at += JsonBlock.Length)
        {
            block = block.Next(text, at);
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
        while (at < text.Length && text[at] > ' ' && text[at] is not ((byte)',' or (byte)'}' or (byte)']')) at++;
        return at;
    }

    /// <summary>All bits below the lowest that is set; all there are when none is.</summary>
    private static ulong Below(ulong bits) => (bits & (0 - bits)) - 1;
}
