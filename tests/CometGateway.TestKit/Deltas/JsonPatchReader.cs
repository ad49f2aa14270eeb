namespace CometGateway.TestKit.Deltas;

/// <summary>Applies JSON Patches by the letter of RFC 6902, to trees that keep the digits of numbers.</summary>
public static class JsonPatchReader
{
    /// <summary>What <paramref name="document"/> is after <paramref name="patch"/>.</summary>
    /// <exception cref="FormatException">The patch is not valid, or does not fit the document.</exception>
    public static JsonTree Apply(ReadOnlySpan<byte> document, ReadOnlySpan<byte> patch) => Apply(JsonTreeReader.Read(document), JsonTreeReader.Read(patch));

    /// <inheritdoc cref="Apply(ReadOnlySpan{byte}, ReadOnlySpan{byte})"/>
    /// <param name="document">Is changed.</param>
    public static JsonTree Apply(JsonTree document, JsonTree patch)
    {
        if (patch.Kind != JsonKind.List) throw new FormatException("A patch is an array of operations.");
        return patch.Items.Aggregate(document, ApplyOne);
    }

    private static JsonTree ApplyOne(JsonTree document, JsonTree operation)
    {
        if (operation.Kind != JsonKind.Map) throw new FormatException($"{operation} is no operation.");
        var path = Path(operation, "path");
        switch (Text(operation, "op"))
        {
            case "add":
                return Add(document, path, Value(operation).Clone());
            case "remove":
                return Remove(document, path).Document;
            case "replace":
                // As a removal and an addition at the same place (RFC 6902 §4.3), but of the whole document it leaves one.
                return path.Length == 0 ? Value(operation).Clone() : Add(Remove(document, path).Document, path, Value(operation).Clone());
            case "move":
                var from = Path(operation, "from");
                if (from.Length < path.Length && path.AsSpan().StartsWith(from)) throw new FormatException($"{operation} moves a value into itself.");
                if (from.Length == 0) return document;
                var (rest, moved) = Remove(document, from);
                return Add(rest, path, moved);
            case "copy":
                return Add(document, path, Get(document, Path(operation, "from")).Clone());
            case "test":
                return JsonSame.Difference(Get(document, path), Value(operation), JsonNumber.Equal) is null
                    ? document
                    : throw new FormatException($"{operation} fails: there is {Get(document, path)}.");
            case var other:
                throw new FormatException($"\"{other}\" is none of the six operations.");
        }
    }

    private static JsonTree Add(JsonTree document, string[] path, JsonTree value)
    {
        if (path.Length == 0) return value;
        var (parent, last) = (Get(document, path.AsSpan()[..^1]), path[^1]);
        switch (parent.Kind)
        {
            case JsonKind.List:
                parent.Items.Insert(last is "-" ? parent.Items.Count : JsonPointer.Index(last, parent.Items.Count), value);
                return document;
            case JsonKind.Map:
                var member = new JsonTreeMember(JsonText.Encode(last), last, value);
                if (parent.Find(last) is >= 0 and var at) parent.Members[at] = member;
                else parent.Members.Add(member);
                return document;
            default:
                throw new FormatException($"{parent} can hold no \"{last}\".");
        }
    }

    private static (JsonTree Document, JsonTree Removed) Remove(JsonTree document, string[] path)
    {
        // RFC 6902 §4.2 gives no meaning to a document that is gone.
        if (path.Length == 0) throw new FormatException("The whole document cannot be removed.");
        var (parent, last) = (Get(document, path.AsSpan()[..^1]), path[^1]);
        var removed = Child(parent, last);
        if (parent.Kind == JsonKind.List) parent.Items.RemoveAt(JsonPointer.Index(last, parent.Items.Count - 1));
        else parent.Members.RemoveAt(parent.Find(last));
        return (document, removed);
    }

    private static JsonTree Get(JsonTree document, ReadOnlySpan<string> path)
    {
        foreach (var segment in path) document = Child(document, segment);
        return document;
    }

    private static JsonTree Child(JsonTree parent, string segment) => parent.Kind switch
    {
        JsonKind.List => parent.Items[JsonPointer.Index(segment, parent.Items.Count - 1)],
        JsonKind.Map when parent.Find(segment) is >= 0 and var at => parent.Members[at].Value,
        _ => throw new FormatException($"There is no \"{segment}\" in {parent}."),
    };

    private static string[] Path(JsonTree operation, string name) => JsonPointer.Read(Text(operation, name));

    private static string Text(JsonTree operation, string name) => Member(operation, name) is { Kind: JsonKind.Text } text
        ? JsonText.Decode(text.Raw)
        : throw new FormatException($"\"{name}\" of {operation} is no string.");

    private static JsonTree Value(JsonTree operation) => Member(operation, "value");

    private static JsonTree Member(JsonTree operation, string name) => operation.Find(name) is >= 0 and var at
        ? operation.Members[at].Value
        : throw new FormatException($"{operation} has no \"{name}\".");
}
