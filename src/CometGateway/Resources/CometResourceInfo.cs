namespace CometGateway;

/// <summary>One watched resource, as it was at one moment.</summary>
/// <param name="RouteId">The YARP route it belongs to.</param>
/// <param name="Path">Its path; the query is left out, as it may be private.</param>
/// <param name="Audience">"Everyone", "Anonymous" or "Credential".</param>
/// <param name="State">"Live", "Stale", "Gone", "Unauthorized" or "Draining".</param>
/// <param name="Reason">Why it is not live, or null.</param>
/// <param name="Subscribers">Streams that are open on it.</param>
/// <param name="Version">Content id of the current snapshot, or null before the first.</param>
/// <param name="Bytes">Size of the current body in bytes.</param>
/// <param name="ChangedAt">When the current body arrived, or null.</param>
/// <param name="CheckedAt">When the poll that last confirmed it was sent, or null.</param>
public sealed record CometResourceInfo(
    string RouteId,
    string Path,
    string Audience,
    string State,
    string? Reason,
    int Subscribers,
    string? Version,
    int Bytes,
    DateTimeOffset? ChangedAt,
    DateTimeOffset? CheckedAt);
