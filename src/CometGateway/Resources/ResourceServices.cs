using CometGateway.Diagnostics;
using CometGateway.Transports;
using CometGateway.Upstream;

namespace CometGateway.Resources;

/// <summary>What every watched resource works with.</summary>
internal sealed record ResourceServices(
    TimeProvider Time,
    OriginBudget Budget,
    IdentityActivity Identities,
    SessionShards Shards,
    CometMetrics Metrics,
    ILogger<WatchedResource> Logger);
