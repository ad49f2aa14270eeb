using System.Text.Json.Serialization;

namespace CometGateway.Transports;

/// <summary>The data of `event: status`.</summary>
internal sealed record StatusEvent(string State, string? Reason);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StatusEvent))]
internal sealed partial class StatusJson : JsonSerializerContext;
