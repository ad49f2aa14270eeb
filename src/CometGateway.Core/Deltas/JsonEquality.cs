namespace CometGateway.Core.Deltas;

/// <summary>Whether two JSON values say the same but for white space, escapes and the order of members. Numbers are the same when their digits are.</summary>
internal static class JsonEquality
{
    /// <summary>It bounds the stack, and how often the same bytes are passed.</summary>
    private const int MaxDepth = 64;

    /// <summary>Never true for values that differ. False also where equal values differ in writing at a great depth, or in an object that names a member twice.</summary>
    public static bool Same(ReadOnlySpan<byte> from, int i, ReadOnlySpan<byte> to, int j) => TryPassSame(from, ref i, to, ref j, MaxDepth);

    /// <summary>Strings are the same when they mean the same (`"\/"` is `"/"`), everything else when it is written the same.</summary>
    public static bool SameScalar(ReadOnlySpan<byte> old, ReadOnlySpan<byte> now)
    {
        if (old.SequenceEqual(now)) return true;
        if (old[0] != '"' || now[0] != '"' || !(old.Contains((byte)'\\') || now.Contains((byte)'\\'))) return false;
        return JsonName.Decode(old[1..^1]) is { } text && text.Equals(JsonName.Decode(now[1..^1]), StringComparison.Ordinal);
    }

    private static bool TryPassSame(ReadOnlySpan<byte> from, ref int i, ReadOnlySpan<byte> to, ref int j, int depth)
    {
        if (from[i] != to[j]) return false;
        var (startI, startJ) = (i, j);
        (i, j) = (JsonScan.EndOfValue(from, i), JsonScan.EndOfValue(to, j));
        var old = from[startI..i];
        var now = to[startJ..j];
        if (SameScalar(old, now)) return true;
        if (depth == 0) return false;
        return old[0] == '[' ? SameItems(old, now, depth - 1) : old[0] == '{' && SameMembers(old, now, depth - 1);
    }

    private static bool SameItems(ReadOnlySpan<byte> old, ReadOnlySpan<byte> now, int depth)
    {
        var (i, j) = (JsonScan.SkipSpace(old, 1), JsonScan.SkipSpace(now, 1));
        while (old[i] != ']')
        {
            if (!TryPassSame(old, ref i, now, ref j, depth)) return false;
            (i, j) = (JsonMember.Next(old, i), JsonMember.Next(now, j));
        }

        return now[j] == ']';
    }

    private static bool SameMembers(ReadOnlySpan<byte> old, ReadOnlySpan<byte> now, int depth)
    {
        var names = new ObjectNames(old, now, [], JsonScan.SkipSpace(old, 1), JsonScan.SkipSpace(now, 1));
        try
        {
            if (names.From.Length != names.To.Length || !names.TryMatch()) return false;
            for (var k = 0; k < names.To.Length; k++)
            {
                if (names.SourceOf(k) is not { } source) return false;
                var (i, j) = (source.Value, names.To[k].Value);
                if (!TryPassSame(old, ref i, now, ref j, depth)) return false;
            }

            return true;
        }
        finally
        {
            names.Dispose();
        }
    }
}
