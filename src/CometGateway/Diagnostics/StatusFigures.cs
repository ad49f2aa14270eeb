using System.Text.Json.Serialization;

namespace CometGateway.Diagnostics;

/// <summary>The JSON of GET /_comet/status. Totals count from the start of the process; sizes are in bytes.</summary>
/// <param name="Uptime">Seconds.</param>
/// <param name="Answers">Plain GETs answered from a snapshot.</param>
/// <param name="RequestsSaved">Requests that the site did not get, had the page behind each stream polled as often as the gateway did.</param>
/// <param name="BytesSaved">Body bytes that the site did not send to them.</param>
/// <param name="List">The resources with the most subscribers, at most 200.</param>
internal sealed record StatusFigures(
    string State,
    long Uptime,
    int Routes,
    long Sessions,
    int Resources,
    long Polls,
    long PollsUnchanged,
    long PollsFailed,
    long Answers,
    long BytesPolled,
    long BytesSent,
    long RequestsSaved,
    long BytesSaved,
    long Recycles,
    long Refusals,
    IReadOnlyList<CometResourceInfo> List);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StatusFigures))]
internal sealed partial class StatusFiguresJson : JsonSerializerContext;
