using CometGateway.Resources;
using CometGateway.Transports;
using Version = CometGateway.Core.Snapshots.Version;

namespace CometGateway.Routing;

/// <summary>The id of an event stream with many resources, as it comes back: the versions in the order of the URLs, empty for none.</summary>
internal static class CompositeId
{
    /// <summary>One version for each URL. An id for another number of URLs is one of another connection, and says nothing.</summary>
    public static Version[] Of(HttpRequest request, ReservedQuery reserved, int count)
    {
        string? lastEventId = request.Headers["Last-Event-ID"];
        var text = string.IsNullOrEmpty(lastEventId) ? reserved["comet.since"] : lastEventId;
        var parts = text?.Split(Envelope.Separator) ?? [];
        return parts.Length == count ? [.. parts.Select(Version.Parse)] : new Version[count];
    }
}
