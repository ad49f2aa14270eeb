using System.Text;

namespace CometGateway.TestKit.Deltas;

/// <summary>A JSON value that can be changed and that keeps how it was written: the digits of a number, the escapes of a string, the order of members.</summary>
public sealed class JsonTree
{
    private JsonTree(JsonKind kind, string raw)
    {
        Kind = kind;
        Raw = raw;
        Items = kind == JsonKind.List ? [] : null!;
        Members = kind == JsonKind.Map ? [] : null!;
    }

    public JsonKind Kind { get; }

    /// <summary>Of a scalar: what is written, for a string without its quotes.</summary>
    public string Raw { get; }

    /// <summary>Of a list only.</summary>
    public List<JsonTree> Items { get; }

    /// <summary>Of a map only. Names may be there twice when nobody read them from a text.</summary>
    public List<JsonTreeMember> Members { get; }

    public bool IsScalar => Kind is not (JsonKind.List or JsonKind.Map);

    public static JsonTree Literal(string raw) => new(JsonKind.Literal, raw);

    public static JsonTree Number(string raw) => new(JsonKind.Number, raw);

    public static JsonTree Text(string raw) => new(JsonKind.Text, raw);

    public static JsonTree List(params IEnumerable<JsonTree> items)
    {
        var list = new JsonTree(JsonKind.List, "");
        list.Items.AddRange(items);
        return list;
    }

    public static JsonTree Map(params IEnumerable<JsonTreeMember> members)
    {
        var map = new JsonTree(JsonKind.Map, "");
        map.Members.AddRange(members);
        return map;
    }

    /// <summary>The place of the member that counts under this name, the last one as in JavaScript; -1 when there is none.</summary>
    public int Find(string name) => Members.FindLastIndex(member => member.Name.Equals(name, StringComparison.Ordinal));

    public JsonTree Clone() => Kind switch
    {
        JsonKind.List => List(Items.Select(item => item.Clone())),
        JsonKind.Map => Map(Members.Select(member => member with { Value = member.Value.Clone() })),
        _ => this,
    };

    /// <summary>The text without white space.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        JsonSpacing.None.Write(this, text);
        return text.ToString();
    }
}
