using System.Text.Json;
using System.Text.Json.Serialization;
using CometGateway.Lifetime;

namespace CometGateway.Routing;

/// <summary>The line that tells of one URL that has no stream.</summary>
/// <param name="RetryAfter">Seconds; null where another attempt would be answered in the same way.</param>
/// <param name="Limit">See <see cref="Refusal.Limit"/>.</param>
internal sealed record ErrorData(int Status, string Code, string Title, string Detail, int? RetryAfter, int? Limit)
{
    public static byte[] LineOf(Refusal refusal)
    {
        var data = JsonSerializer.SerializeToUtf8Bytes(
            new(refusal.Status, refusal.Code, refusal.Title, refusal.Detail, refusal.RetryAfterSeconds, refusal.Limit), ErrorJson.Default.ErrorData);
        return [.. "{\"event\":\"error\",\"data\":"u8, .. data, .. "}\n"u8];
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ErrorData))]
internal sealed partial class ErrorJson : JsonSerializerContext;
