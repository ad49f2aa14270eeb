namespace CometGateway.TestKit.Deltas;

/// <summary>The simplest JSON Patch that is right: members by name, items by their place. What a better one is measured against.</summary>
public static class PlainPatch
{
    public static byte[] Between(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
    {
        var operations = new List<JsonTree>();
        Compare(JsonTreeReader.Read(from), JsonTreeReader.Read(to), "", operations);
        return JsonSpacing.None.Bytes(JsonTree.List(operations));
    }

    private static void Compare(JsonTree from, JsonTree to, string path, List<JsonTree> operations)
    {
        if (from.Kind == to.Kind && from.Kind == JsonKind.List) Items(from.Items, to.Items, path, operations);
        else if (from.Kind == to.Kind && from.Kind == JsonKind.Map) Members(from, to, path, operations);
        else if (JsonSame.Difference(from, to) is not null) operations.Add(Operation("replace", path, to));
    }

    private static void Items(List<JsonTree> from, List<JsonTree> to, string path, List<JsonTree> operations)
    {
        for (var i = 0; i < from.Count && i < to.Count; i++) Compare(from[i], to[i], $"{path}/{i}", operations);
        for (var i = from.Count - 1; i >= to.Count; i--) operations.Add(Operation("remove", $"{path}/{i}"));
        for (var i = from.Count; i < to.Count; i++) operations.Add(Operation("add", $"{path}/{i}", to[i]));
    }

    private static void Members(JsonTree from, JsonTree to, string path, List<JsonTree> operations)
    {
        foreach (var member in from.Members)
        {
            var inside = $"{path}/{JsonPointer.Encode(member.Name)}";
            if (to.Find(member.Name) is >= 0 and var at) Compare(member.Value, to.Members[at].Value, inside, operations);
            else operations.Add(Operation("remove", inside));
        }

        foreach (var member in to.Members.Where(member => from.Find(member.Name) < 0))
            operations.Add(Operation("add", $"{path}/{JsonPointer.Encode(member.Name)}", member.Value));
    }

    private static JsonTree Operation(string op, string path, JsonTree? value = null)
    {
        var operation = JsonTree.Map(JsonTreeMember.Of("op", JsonTree.Text(op)), JsonTreeMember.Of("path", JsonTree.Text(JsonText.Encode(path))));
        if (value is not null) operation.Members.Add(JsonTreeMember.Of("value", value));
        return operation;
    }
}
