using System.Text;
using System.Text.Json;

namespace CometGateway.TestKit.Deltas;

/// <summary>Reads a JSON text into a tree, strictly (RFC 8259). Of a name that is there twice the last value counts, as in JavaScript.</summary>
public static class JsonTreeReader
{
    // From here on looking through all members for a name that is there already costs more than a set.
    private const int ManyMembers = 16;

    private static readonly UTF8Encoding _strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="JsonException">The text is not JSON.</exception>
    /// <exception cref="DecoderFallbackException">The text is not UTF-8.</exception>
    public static JsonTree Read(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = 1024 });
        reader.Read();
        var tree = Value(ref reader);
        // Nothing but white space may follow; the reader throws where it does.
        reader.Read();
        return tree;
    }

    /// <inheritdoc cref="Read(ReadOnlySpan{byte})"/>
    public static JsonTree Read(string text) => Read(Encoding.UTF8.GetBytes(text));

    private static JsonTree Value(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartArray => Items(ref reader),
        JsonTokenType.StartObject => Members(ref reader),
        JsonTokenType.String => JsonTree.Text(Raw(ref reader)),
        JsonTokenType.Number => JsonTree.Number(Raw(ref reader)),
        _ => JsonTree.Literal(Raw(ref reader)),
    };

    private static JsonTree Items(ref Utf8JsonReader reader)
    {
        var list = JsonTree.List();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) list.Items.Add(Value(ref reader));
        return list;
    }

    private static JsonTree Members(ref Utf8JsonReader reader)
    {
        var map = JsonTree.Map();
        HashSet<string>? names = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var raw = Raw(ref reader);
            reader.Read();
            var member = JsonTreeMember.Of(raw, Value(ref reader));
            if (map.Members.Count == ManyMembers) names = [.. map.Members.Select(known => known.Name)];
            var before = names?.Add(member.Name) is true ? -1 : map.Find(member.Name);
            if (before < 0) map.Members.Add(member);
            else map.Members[before] = member;
        }

        return map;
    }

    private static string Raw(ref Utf8JsonReader reader) => _strict.GetString(reader.ValueSpan);
}
