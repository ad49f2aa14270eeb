namespace CometGateway.Core.Deltas;

/// <summary>Whether two JSON values say the same but for white space, escapes and the order of members. Numbers are the same when their digits are.</summary>
internal static class JsonEquality
{
    /// <summary>Never true for values that differ. False also where equal values differ in writing deeper than <paramref name="depth"/>, or in an object that names a member twice.</summary>
    public static bool Same(JsonOutline a, int inA, JsonOutline b, int inB, int depth)
    {
        if (a.Raw(inA).SequenceEqual(b.Raw(inB))) return true;
        if (a.IsString(inA) && b.IsString(inB)) return a.String(inA) is { } text && text.Equals(b.String(inB), StringComparison.Ordinal);
        if (depth == 0) return false;
        if (a.IsArray(inA) && b.IsArray(inB)) return SameItems(a, inA, b, inB, depth - 1);
        return a.IsObject(inA) && b.IsObject(inB) && SameMembers(a, inA, b, inB, depth - 1);
    }

    private static bool SameItems(JsonOutline a, int inA, JsonOutline b, int inB, int depth)
    {
        var (itemA, endA, itemB, endB) = (inA + 1, a.After(inA), inB + 1, b.After(inB));
        while (itemA < endA && itemB < endB && Same(a, itemA, b, itemB, depth)) (itemA, itemB) = (a.After(itemA), b.After(itemB));
        return itemA == endA && itemB == endB;
    }

    private static bool SameMembers(JsonOutline a, int inA, JsonOutline b, int inB, int depth)
    {
        if (a.Members(inA) is not { } left || b.Members(inB) is not { } right || left.Count != right.Count) return false;
        foreach (var (name, member) in left)
        {
            if (!right.TryGetValue(name, out var other) || !Same(a, member, b, other, depth)) return false;
        }

        return true;
    }
}
