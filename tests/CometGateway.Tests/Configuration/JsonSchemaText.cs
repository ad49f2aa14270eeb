using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CometGateway.Tests.Configuration;

/// <summary>
/// The part of JSON Schema (draft-07) that config/comet.schema.json uses. A keyword that is not known here throws, so that the
/// schema cannot hold a rule that no test applies.
/// </summary>
internal static class JsonSchemaText
{
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "$schema", "$ref", "$defs", "title", "description", "default", "type", "enum", "pattern", "minLength", "minimum", "maximum", "items", "properties", "additionalProperties", "required",
    };

    public static IReadOnlyList<string> ErrorsIn(JsonNode? value, JsonObject schema) => [.. Errors(value, schema, schema, "$")];

    public static JsonObject Resolve(JsonObject schema, JsonObject root) =>
        schema["$ref"] is { } reference ? root["$defs"]![reference.GetValue<string>()["#/$defs/".Length..]]!.AsObject() : schema;

    private static IEnumerable<string> Errors(JsonNode? value, JsonObject schema, JsonObject root, string path)
    {
        foreach (var (keyword, _) in schema)
            Assert.True(Known.Contains(keyword), $"{path}: the test does not know the schema keyword {keyword}");
        if (schema["$ref"] is not null)
            return Errors(value, Resolve(schema, root), root, path);

        var errors = new List<string>();
        if (schema["type"]?.GetValue<string>() is { } type && !IsOf(type, value))
            errors.Add($"{path}: not of type {type}");
        if (schema["enum"] is JsonArray words && !words.Any(word => JsonNode.DeepEquals(word, value)))
            errors.Add($"{path}: not one of {words.ToJsonString()}");
        if (value is JsonValue scalar && scalar.TryGetValue<string>(out var text))
            errors.AddRange(OfText(text, schema, path));
        if (value is JsonValue && value.GetValueKind() == System.Text.Json.JsonValueKind.Number)
            errors.AddRange(OfNumber(value.GetValue<double>(), schema, path));
        if (value is JsonArray items && schema["items"] is JsonObject item)
            errors.AddRange(items.SelectMany((entry, index) => Errors(entry, item, root, $"{path}[{index}]")));
        if (value is JsonObject members)
            errors.AddRange(OfObject(members, schema, root, path));
        return errors;
    }

    private static IEnumerable<string> OfText(string text, JsonObject schema, string path)
    {
        if (schema["pattern"]?.GetValue<string>() is { } pattern && !Regex.IsMatch(text, pattern, RegexOptions.ECMAScript, TimeSpan.FromSeconds(1)))
            yield return $"{path}: does not match {pattern}";
        if (schema["minLength"]?.GetValue<int>() is { } least && text.Length < least)
            yield return $"{path}: shorter than {least}";
    }

    private static IEnumerable<string> OfNumber(double number, JsonObject schema, string path)
    {
        if (schema["minimum"]?.GetValue<double>() is { } least && number < least)
            yield return $"{path}: less than {least}";
        if (schema["maximum"]?.GetValue<double>() is { } most && number > most)
            yield return $"{path}: more than {most}";
    }

    private static IEnumerable<string> OfObject(JsonObject members, JsonObject schema, JsonObject root, string path)
    {
        foreach (var name in schema["required"]?.AsArray().Select(name => name!.GetValue<string>()) ?? [])
        {
            if (!members.ContainsKey(name))
                yield return $"{path}: {name} is missing";
        }

        foreach (var (name, member) in members)
        {
            var known = schema["properties"]?[name] ?? schema["additionalProperties"];
            if (known is JsonValue allowed && !allowed.GetValue<bool>())
                yield return $"{path}: unknown key {name}";
            foreach (var error in known is JsonObject rule ? Errors(member, rule, root, $"{path}.{name}") : [])
                yield return error;
        }
    }

    private static bool IsOf(string type, JsonNode? value) => (type, value?.GetValueKind()) switch
    {
        ("object", System.Text.Json.JsonValueKind.Object) => true,
        ("array", System.Text.Json.JsonValueKind.Array) => true,
        ("string", System.Text.Json.JsonValueKind.String) => true,
        ("boolean", System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False) => true,
        ("integer", System.Text.Json.JsonValueKind.Number) => value!.GetValue<double>() is var number && number == Math.Floor(number),
        ("number", System.Text.Json.JsonValueKind.Number) => true,
        _ => false,
    };
}
