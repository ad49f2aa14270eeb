namespace CometGateway.TestKit.Deltas;

/// <summary>
/// Whether two JSON texts say the same: strings by what they mean, numbers by their digits (`1.0` is not `1`),
/// the order of members and white space do not matter, and of a name that is there twice the last value counts.
/// </summary>
public static class JsonSame
{
    private const int ManyMembers = 16;

    /// <summary>Null when both say the same, else where they part and how.</summary>
    public static string? Difference(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) => Difference(JsonTreeReader.Read(one), JsonTreeReader.Read(other));

    /// <inheritdoc cref="Difference(ReadOnlySpan{byte}, ReadOnlySpan{byte})"/>
    /// <param name="sameNumber">Whether two numbers, as written, are taken for the same; by default when all digits are.</param>
    public static string? Difference(JsonTree one, JsonTree other, Func<string, string, bool>? sameNumber = null) =>
        Walk(one, other, sameNumber ?? SameDigits) is { } found ? $"at \"{found}" : null;

    private static bool SameDigits(string one, string other) => one.Equals(other, StringComparison.Ordinal);

    // What is found ends the path, and the path is put together only on the way back.
    private static string? Walk(JsonTree one, JsonTree other, Func<string, string, bool> sameNumber)
    {
        if (one.Kind != other.Kind) return Not(one, other);
        switch (one.Kind)
        {
            case JsonKind.List:
                if (one.Items.Count != other.Items.Count) return $"\": {one.Items.Count} items are not {other.Items.Count}";
                for (var i = 0; i < one.Items.Count; i++)
                {
                    if (Walk(one.Items[i], other.Items[i], sameNumber) is { } inside) return $"/{i}{inside}";
                }

                return null;
            case JsonKind.Map:
                return Members(one, other, sameNumber);
            case JsonKind.Number:
                return sameNumber(one.Raw, other.Raw) ? null : Not(one, other);
            default:
                return one.Raw.Equals(other.Raw, StringComparison.Ordinal)
                    || (one.Kind == JsonKind.Text && JsonText.Decode(one.Raw).Equals(JsonText.Decode(other.Raw), StringComparison.Ordinal)) ? null : Not(one, other);
        }
    }

    private static string? Members(JsonTree one, JsonTree other, Func<string, string, bool> sameNumber)
    {
        var (ours, theirs) = (Last(one), Last(other));
        var byName = theirs.Count > ManyMembers ? theirs.ToDictionary(member => member.Name, StringComparer.Ordinal) : null;
        for (var i = 0; i < ours.Count; i++)
        {
            var member = ours[i];
            // Most maps have their members in the same order.
            var match = i < theirs.Count && theirs[i].Name.Equals(member.Name, StringComparison.Ordinal) ? theirs[i]
                : byName is null ? theirs.FirstOrDefault(their => their.Name.Equals(member.Name, StringComparison.Ordinal))
                : byName.GetValueOrDefault(member.Name);
            if (match is null) return $"/{JsonPointer.Encode(member.Name)}\": {Short(member.Value)} is only in the first";
            if (Walk(member.Value, match.Value, sameNumber) is { } inside) return $"/{JsonPointer.Encode(member.Name)}{inside}";
        }

        if (theirs.Count == ours.Count) return null;
        var more = theirs.First(their => ours.TrueForAll(member => !member.Name.Equals(their.Name, StringComparison.Ordinal)));
        return $"/{JsonPointer.Encode(more.Name)}\": {Short(more.Value)} is only in the second";
    }

    // A tree that was read has each name once; one that was made may have more.
    private static List<JsonTreeMember> Last(JsonTree map)
    {
        if (map.Members.Count <= ManyMembers)
        {
            for (var i = 1; i < map.Members.Count; i++)
            {
                if (map.Members.FindIndex(member => member.Name.Equals(map.Members[i].Name, StringComparison.Ordinal)) < i) return LastOnly(map);
            }

            return map.Members;
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        return map.Members.TrueForAll(member => names.Add(member.Name)) ? map.Members : LastOnly(map);
    }

    private static List<JsonTreeMember> LastOnly(JsonTree map) =>
        [.. map.Members.AsEnumerable().Reverse().DistinctBy(member => member.Name, StringComparer.Ordinal)];

    private static string Not(JsonTree one, JsonTree other) => $"\": {Short(one)} is not {Short(other)}";

    private static string Short(JsonTree tree)
    {
        var text = tree.ToString();
        return text.Length <= 80 ? text : $"{text[..80]}…";
    }
}
