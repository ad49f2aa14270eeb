using System.Text.Json;
using System.Text.Json.Serialization;
using CometGateway.Core.Watching;

namespace CometGateway.Transports;

/// <summary>The data of a status event.</summary>
internal sealed record StatusEvent(string State, string? Reason)
{
    /// <summary>As JSON text on one line.</summary>
    public static byte[] Of(ResourceStatus status) =>
        JsonSerializer.SerializeToUtf8Bytes(new(StateName(status.State), status.Reason), StatusJson.Default.StatusEvent);

    private static string StateName(ResourceState state) => state switch
    {
        ResourceState.Live => "live",
        ResourceState.Stale => "stale",
        ResourceState.Gone => "gone",
        ResourceState.Unauthorized => "unauthorized",
        _ => "draining",
    };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StatusEvent))]
internal sealed partial class StatusJson : JsonSerializerContext;
