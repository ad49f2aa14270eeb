using CometGateway.Core.Snapshots;
using Version = CometGateway.Core.Snapshots.Version;

namespace CometGateway.Core.History;

/// <summary>One step of a resource: from the version before (none for the first) to the next snapshot.</summary>
internal sealed record Change(Version From, Snapshot To);
