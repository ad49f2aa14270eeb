using System.Text.Json;
using System.Text.Json.Nodes;

namespace CometGateway.TestKit.Deltas;

/// <summary>What a client does with a JSON Merge Patch: the pseudocode of RFC 7396 §2, line by line.</summary>
public static class MergePatchReader
{
    public static JsonNode? Apply(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject changes) return patch?.DeepClone();

        var result = target is JsonObject ? target.DeepClone().AsObject() : [];
        foreach (var (name, value) in changes)
        {
            if (value is null) result.Remove(name);
            else result[name] = Apply(result[name], value);
        }

        return result;
    }

    /// <summary>The same JSON, in which members have no order and a number is its digits: 1 and 1.0 differ, as do two long ids that are one double.</summary>
    public static bool Same(JsonNode? a, JsonNode? b) => (a, b) switch
    {
        (null, null) => true,
        (JsonObject left, JsonObject right) => left.Count == right.Count && left.All(member => right.TryGetPropertyValue(member.Key, out var other) && Same(member.Value, other)),
        (JsonArray left, JsonArray right) => left.Count == right.Count && left.Zip(right).All(pair => Same(pair.First, pair.Second)),
        (JsonValue left, JsonValue right) => left.GetValueKind() == right.GetValueKind()
            && (left.GetValueKind() == JsonValueKind.String ? left.GetValue<string>() == right.GetValue<string>() : left.ToJsonString() == right.ToJsonString()),
        _ => false,
    };
}
