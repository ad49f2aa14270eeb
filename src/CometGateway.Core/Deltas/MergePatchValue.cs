namespace CometGateway.Core.Deltas;

/// <summary>What a merge patch can say of a value that it puts in.</summary>
internal static class MergePatchValue
{
    /// <summary>
    /// Is the value, sent as it is, what a client then has? A null in an object would be a removal, while in arrays it is a value like any
    /// other; of a name that stands twice, a client may take either.
    /// </summary>
    /// <param name="names">Left as they are.</param>
    public static bool CanBeSaid(ReadOnlySpan<byte> value, JsonSpans names)
    {
        if (value[0] == 'n' || (value.Contains((byte)'\\') && !JsonName.HasWholePairs(value))) return false;
        if (value[0] != '{') return true;
        var count = names.Count;
        var canBeSaid = CanMembers(value, names, count);
        names.PopTo(count);
        return canBeSaid;
    }

    // Without recursion, as the depth is the site's: the names of each object that is open lie on the stack above a mark, which knows the mark before.
    private static bool CanMembers(ReadOnlySpan<byte> text, JsonSpans names, int outside)
    {
        var (at, mark) = (0, outside);
        do
        {
            if (text[at] == '{')
            {
                names.Push(mark, 0);
                mark = names.Count;
                at = JsonScan.SkipSpace(text, at + 1);
            }
            else if (text[at] == '"')
            {
                var name = JsonScan.EndOfString(text, at);
                names.Push(at + 1, name - 1);
                at = JsonMember.ValueAfter(text, name);
                if (text[at] == 'n') return false;
                if (text[at] != '{') at = JsonMember.Next(text, JsonScan.EndOfValue(text, at));
            }
            else
            {
                if (!ObjectNames.AreDistinct(text, names.Since(mark))) return false;
                names.PopTo(mark);
                mark = names.Last.Start;
                names.PopTo(names.Count - 1);
                if (names.Count > outside) at = JsonMember.Next(text, at + 1);
            }
        }
        while (names.Count > outside);

        return true;
    }
}
