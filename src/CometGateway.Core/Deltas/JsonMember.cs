namespace CometGateway.Core.Deltas;

/// <summary>Where a member of an object stands in its text.</summary>
/// <param name="NameStart">Behind the name's opening quote.</param>
/// <param name="NameEnd">Its closing quote.</param>
/// <param name="Value">The value's first byte.</param>
/// <param name="End">Behind the value.</param>
internal readonly record struct JsonMember(int NameStart, int NameEnd, int Value, int End)
{
    public ReadOnlySpan<byte> Name(ReadOnlySpan<byte> text) => text[NameStart..NameEnd];

    /// <summary>Reads the member whose name starts at <paramref name="at"/>.</summary>
    public static JsonMember At(ReadOnlySpan<byte> text, int at)
    {
        var name = JsonScan.EndOfString(text, at);
        var value = ValueAfter(text, name);
        return new(at + 1, name - 1, value, JsonScan.EndOfValue(text, value));
    }

    /// <summary>Where the value starts whose name ends before <paramref name="name"/>.</summary>
    public static int ValueAfter(ReadOnlySpan<byte> text, int name) => JsonScan.SkipSpace(text, JsonScan.SkipSpace(text, name) + 1);

    /// <summary>The start of the next name, or the place of the closing bracket.</summary>
    public int Next(ReadOnlySpan<byte> text) => Next(text, End);

    /// <summary>The same, from behind a value on; and of items, the next one's start.</summary>
    public static int Next(ReadOnlySpan<byte> text, int end)
    {
        var at = JsonScan.SkipSpace(text, end);
        return text[at] == ',' ? JsonScan.SkipSpace(text, at + 1) : at;
    }

    /// <summary>The member of that name in the object at <paramref name="at"/>; the first, if there are several.</summary>
    /// <param name="name">As it is written in the text.</param>
    public static JsonMember? Find(ReadOnlySpan<byte> text, int at, ReadOnlySpan<byte> name)
    {
        for (at = JsonScan.SkipSpace(text, at + 1); text[at] == '"';)
        {
            var member = At(text, at);
            if (member.Name(text).SequenceEqual(name)) return member;
            at = member.Next(text);
        }

        return null;
    }

    /// <summary>The last member of that name, as clients read it, however the name is written.</summary>
    /// <param name="name">With no more escapes than JSON asks for.</param>
    public static JsonMember? FindLast(ReadOnlySpan<byte> text, int at, ReadOnlySpan<byte> name)
    {
        JsonMember? found = null;
        for (at = JsonScan.SkipSpace(text, at + 1); text[at] == '"';)
        {
            var member = At(text, at);
            var written = member.Name(text);
            if (written.SequenceEqual(name) || (written.Contains((byte)'\\') && JsonName.Decode(written) is { } decoded && decoded.Equals(JsonName.Decode(name), StringComparison.Ordinal)))
                found = member;
            at = member.Next(text);
        }

        return found;
    }
}
