using System.Numerics;

namespace CometGateway.Core.Deltas;

/// <summary>Finds its way through JSON that is known to be valid, without reading what it passes.</summary>
internal static class JsonScan
{
    public static int SkipSpace(ReadOnlySpan<byte> text, int at)
    {
        while (text[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t') at++;
        return at;
    }

    /// <summary>The place behind the string whose opening quote is at <paramref name="at"/>.</summary>
    public static int EndOfString(ReadOnlySpan<byte> text, int at)
    {
        for (at++; ; at += 2)
        {
            at += text[at..].IndexOfAny((byte)'"', (byte)'\\');
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
        var block = new JsonBlock(text);
        var (start, depth) = (at, 0);
        (passed, close) = (0, -1);
        for (; at < limit; at += JsonBlock.Length)
        {
            block.Read(at);
            var within = limit - at >= JsonBlock.Length ? ulong.MaxValue : (1UL << (limit - at)) - 1;
            var (opens, closes) = (block.Opens & within, block.Closes & within);
            var down = BitOperations.PopCount(closes);
            if (depth > down)
            {
                // Deep inside an item, and this block does not lead out of it.
                depth += BitOperations.PopCount(opens) - down;
                continue;
            }

            var (commas, brackets, from) = (block.Commas & within, opens | closes, 0);
            while (true)
            {
                var bracket = BitOperations.TrailingZeroCount(brackets);
                if (depth == 0)
                {
                    var between = commas & (ulong.MaxValue << from) & (bracket == 64 ? ulong.MaxValue : (1UL << bracket) - 1);
                    if (between != 0)
                    {
                        passed += BitOperations.PopCount(between);
                        start = at + 64 - BitOperations.LeadingZeroCount(between);
                    }
                }

                if (bracket == 64) break;
                depth += (opens >> bracket & 1) != 0 ? 1 : -1;
                if (depth < 0)
                {
                    close = at + bracket;
                    return start;
                }

                brackets &= brackets - 1;
                from = bracket;
            }
        }

        return start;
    }

    /// <summary>The place behind the object or array that starts at <paramref name="at"/>, or -1 when it ends in no block that begins before <paramref name="limit"/>.</summary>
    public static int EndOfContainer(ReadOnlySpan<byte> text, int at, int limit = int.MaxValue)
    {
        var block = new JsonBlock(text);
        var depth = 0;
        for (; at < limit; at += JsonBlock.Length)
        {
            block.Read(at);
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
        while (at < text.Length && text[at] is not ((byte)',' or (byte)'}' or (byte)']' or (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')) at++;
        return at;
    }
}
