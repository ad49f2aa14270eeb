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
        var value = JsonScan.SkipSpace(text, JsonScan.SkipSpace(text, name) + 1);
        return new(at + 1, name - 1, value, JsonScan.EndOfValue(text, value));
    }

    /// <summary>The start of the next name, or the place of the closing bracket.</summary>
    public int Next(ReadOnlySpan<byte> text)
    {
        var at = JsonScan.SkipSpace(text, End);
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
}
