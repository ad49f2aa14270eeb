using System.Globalization;

namespace CometGateway.Lifetime;

/// <summary>Why a stream is not opened, as the problem+json says it (RFC 9457) and as the metric counts it.</summary>
/// <param name="Status">503 is temporary and carries Retry-After; everything else makes an EventSource give up for good.</param>
/// <param name="Code">Stable word for the metric's tag and the problem's `code`.</param>
/// <param name="RetryAfterSeconds">Null, or when to try again.</param>
internal sealed record Refusal(int Status, string Code, string Title, string Detail, int? RetryAfterSeconds = null)
{
    public static Refusal Draining { get; } = new(
        503, "draining", "The gateway is shutting down", "This node takes no new streams. Another attempt reaches another node, or this one after its restart.", 2);

    public static Refusal Reloaded { get; } = new(
        503, "reloaded", "The configuration has just changed", "The route was not any more what it was when this request came. Another attempt meets the new one.", 2);

    /// <summary>How many there may be, where that is what a client has to know; else null.</summary>
    public int? Limit { get; init; }

    /// <summary>It passes by itself, soon and whatever happens.</summary>
    public bool IsBrief => this == Draining || this == Reloaded;

    public static Refusal SessionsFull(int limit) => new(
        503, "sessions_full", "Too many streams", $"This node holds its {Text(limit)} streams (Comet:Limits:Sessions).", 5);

    public static Refusal SessionsOfAddressFull(int limit) => new(
        429, "address_sessions_full", "Too many streams from one address",
        $"An address may hold {Text(limit)} streams (Comet:Limits:SessionsPerAddress). Behind another proxy, let the gateway read its forwarded headers.", 10);

    public static Refusal SessionsOfResourceFull(int limit) => new(
        503, "resource_sessions_full", "Too many streams of this resource", $"This resource has its {Text(limit)} streams (Comet:Limits:SessionsPerResource).", 5);

    public static Refusal ResourcesFull(int limit) => new(
        503, "resources_full", "Too many resources", $"This node watches its {Text(limit)} resources (Comet:Limits:Resources).", 5);

    public static Refusal ResourcesOfAddressFull(int limit) => new(
        429, "address_resources_full", "Too many resources from one address",
        $"An address may start {Text(limit)} resources (Comet:Limits:ResourcesPerAddress).", 10);

    private static string Text(int limit) => limit.ToString(CultureInfo.InvariantCulture);
}
