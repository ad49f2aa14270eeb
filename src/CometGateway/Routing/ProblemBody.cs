using System.Text.Json.Serialization;

namespace CometGateway.Routing;

/// <summary>The members of RFC 9457 §3.1, and the refusal's stable word as `code` and, where there is one, its number as `limit`.</summary>
internal sealed record ProblemBody(string Type, string Title, int Status, string Detail, string Code, int? Limit);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProblemBody))]
internal sealed partial class ProblemJson : JsonSerializerContext;
