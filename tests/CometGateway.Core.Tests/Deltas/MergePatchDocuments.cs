using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CometGateway.Core.Tests.Deltas;

/// <summary>Random JSON documents, states that follow from them, and the many ways to write the same one.</summary>
internal sealed class MergePatchDocuments(Random random)
{
    private static readonly string[] _names = ["a", "b", "c", "id", "", "ä", "\0", "\"", "\\", "a/b", "😀", "long name of a member"];

    private static readonly string[] _scalars =
    [
        "0", "-0", "1", "1.0", "1e0", "9007199254740993", "9007199254740992", "12345678901234567890123", "true", "false", "\"\"", "\"a\"", "\"null\"", "\"\\u0000\\n\"", "\"😀\"", "null",
    ];

    public JsonObject Object(int depth)
    {
        var result = new JsonObject();
        for (var i = random.Next(6); i > 0; i--) result[Pick(_names)] = Value(depth - 1);
        return result;
    }

    /// <summary>The state after a few changes.</summary>
    public JsonObject Next(JsonObject state)
    {
        var next = state.DeepClone().AsObject();
        for (var i = random.Next(4); i > 0; i--) Change(next);
        return next;
    }

    /// <summary>The document as some site might write it: white space, order of members and escapes are random.</summary>
    public string Written(JsonNode? node) => node switch
    {
        null => "null",
        JsonObject members => Within('{', members.OrderBy(_ => random.Next()).Select(member => $"{Quoted(member.Key)}{Space()}:{Space()}{Written(member.Value)}"), '}'),
        JsonArray items => Within('[', items.Select(Written), ']'),
        _ when node.GetValueKind() == JsonValueKind.String => Quoted(node.GetValue<string>()),
        _ => node.ToJsonString(),
    };

    private JsonNode? Value(int depth) => random.Next(depth > 0 ? 4 : 2) switch
    {
        2 => Object(depth),
        3 => new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Value(depth - 1))]),
        _ => JsonNode.Parse(Pick(_scalars)),
    };

    private void Change(JsonObject members)
    {
        var name = Pick(_names);
        switch (members[name])
        {
            case JsonObject inner when random.Next(3) > 0:
                Change(inner);
                break;
            case not null when random.Next(4) == 0:
                members.Remove(name);
                break;
            default:
                members[name] = Value(2);
                break;
        }
    }

    private string Within(char open, IEnumerable<string> parts, char close) => $"{open}{Space()}{string.Join($"{Space()},{Space()}", parts)}{Space()}{close}";

    private string Space() => random.Next(8) switch { 0 => " ", 1 => "\n", 2 => "\t\r\n", _ => "" };

    private string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            var plain = rune.ToString();
            if (random.Next(4) > 0) quoted.Append(JsonEncodedText.Encode(plain, JavaScriptEncoder.UnsafeRelaxedJsonEscaping));
            else foreach (var unit in plain) quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
        }

        return quoted.Append('"').ToString();
    }

    private string Pick(string[] of) => of[random.Next(of.Length)];
}
