using System.Text.Json;
using System.Text.Unicode;

namespace CometGateway.Core.Deltas;

/// <summary>
/// A JSON text with every value in one flat list, in document order: the members or items of a value follow it, and each value says where
/// the next one after it stands. Made without recursion, so that depth costs nothing; values stay slices of the text.
/// </summary>
internal readonly ref struct JsonOutline
{
    public const int None = -1;

    private readonly ReadOnlySpan<byte> _text;
    private readonly Node[] _nodes;

    private JsonOutline(ReadOnlySpan<byte> text, Node[] nodes)
    {
        _text = text;
        _nodes = nodes;
    }

    /// <summary>False when <paramref name="text"/> is not exactly one JSON text in UTF-8. The value at 0 is its root.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out JsonOutline tree)
    {
        tree = default;
        if (!Utf8.IsValid(text)) return false;
        try
        {
            // Counted first: a list that grew by doubling would take three times the memory of a large text.
            tree = new(text, Fill(text, new Node[Count(text)]));
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    public bool IsObject(int node) => _text[_nodes[node].Start] == '{';

    public bool IsArray(int node) => _text[_nodes[node].Start] == '[';

    public bool IsString(int node) => _text[_nodes[node].Start] == '"';

    public bool IsNumber(int node) => _text[_nodes[node].Start] is (byte)'-' or (>= (byte)'0' and <= (byte)'9');

    public bool IsNull(int node) => _text[_nodes[node].Start] == 'n';

    public bool HasName(int node) => _nodes[node].Name >= 0;

    /// <summary>The first value that is neither <paramref name="node"/> nor in it.</summary>
    public int After(int node) => _nodes[node].Next;

    /// <summary>Where the value stands in the text.</summary>
    public Range Place(int node) => _nodes[node].Start.._nodes[node].End;

    public ReadOnlySpan<byte> Raw(int node) => _text[Place(node)];

    /// <summary>The member's name as it is written, in quotes.</summary>
    public ReadOnlySpan<byte> RawName(int node)
    {
        var rest = _text[_nodes[node].Name..];
        var end = 1;
        while (rest[end] != '"') end += rest[end] == '\\' ? 2 : 1;
        return rest[..(end + 1)];
    }

    /// <summary>The member's name, or null when it is no Unicode text.</summary>
    public string? Name(int node) => Decoded(RawName(node));

    /// <summary>The string at <paramref name="node"/>, or null when it is no Unicode text.</summary>
    public string? String(int node) => Decoded(Raw(node));

    /// <summary>The members of an object by name, or null when a name is there twice or is no Unicode text.</summary>
    public Dictionary<string, int>? Members(int node)
    {
        var members = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var (member, end) = (node + 1, After(node)); member < end; member = After(member))
        {
            if (Name(member) is not { } name || !members.TryAdd(name, member)) return null;
        }

        return members;
    }

    /// <summary>False for a string with half of a surrogate pair (`"\ud800"`), which JSON can write and Unicode cannot say.</summary>
    public static bool IsUnicode(ReadOnlySpan<byte> quoted) => !quoted.Contains((byte)'\\') || JsonName.HasWholePairs(quoted);

    private static string? Decoded(ReadOnlySpan<byte> quoted) => JsonName.Decode(quoted[1..^1]);

    private static Utf8JsonReader Reader(ReadOnlySpan<byte> text) => new(text, new JsonReaderOptions { MaxDepth = int.MaxValue });

    private static int Count(ReadOnlySpan<byte> text)
    {
        var reader = Reader(text);
        var count = 0;
        while (reader.Read())
            count += reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.EndObject or JsonTokenType.EndArray ? 0 : 1;
        return count;
    }

    private static Node[] Fill(ReadOnlySpan<byte> text, Node[] nodes)
    {
        var reader = Reader(text);
        var (count, open, name) = (0, None, None);
        while (reader.Read())
        {
            var start = (int)reader.TokenStartIndex;
            var end = (int)reader.BytesConsumed;
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    name = start;
                    continue;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    var parent = nodes[open].Next;
                    nodes[open] = nodes[open] with { End = end, Next = count };
                    open = parent;
                    continue;
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    // While it is open, Next holds what it stands in: the stack is in the list itself.
                    nodes[count] = new(name, start, end, open);
                    open = count;
                    break;
                default:
                    nodes[count] = new(name, start, end, count + 1);
                    break;
            }

            name = None;
            count++;
        }

        return nodes;
    }

    /// <param name="Name">Where the member's name starts; negative for items and the root.</param>
    private readonly record struct Node(int Name, int Start, int End, int Next);
}
