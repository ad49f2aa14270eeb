using CometGateway.Core.Watching;
using CometGateway.Diagnostics;
using CometGateway.Transports;
using CometGateway.Upstream;

namespace CometGateway.Resources;

/// <summary>What every watched resource works with.</summary>
/// <param name="Places">For the first poll after a resource's very first, which gives all that follow their place within the interval.</param>
internal sealed record ResourceServices(
    TimeProvider Time,
    OriginBudget Budget,
    IdentityActivity Identities,
    SessionShards Shards,
    CometMetrics Metrics,
    EvenSequence Places,
    ILogger<WatchedResource> Logger);
