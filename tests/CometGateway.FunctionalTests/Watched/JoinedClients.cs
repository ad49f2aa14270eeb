using CometGateway.Resources;
using CometGateway.TestKit;
using CometGateway.Transports;
using Microsoft.Extensions.DependencyInjection;

namespace CometGateway.FunctionalTests.Watched;

/// <summary>
/// The clients that a gateway's shards have: their clocks run from then on. A resource counts them a little earlier, and a test that moved the time in
/// between would wait for a deadline that it has pushed away.
/// </summary>
internal static class JoinedClients
{
    /// <summary>Waits until so many clients wait for changes, by the gateway's clock.</summary>
    public static Task HaveJoinedAsync(this GatewayApp gateway, int clients = 1)
    {
        var (resources, shards) = (gateway.Services.GetRequiredService<ResourceTable>(), gateway.Services.GetRequiredService<SessionShards>());
        return Eventually.IsTrueAsync(
            () => resources.All.Sum(resource => shards.All.Sum(shard => resource.Broadcast.GroupOn(shard).Count)) >= clients, $"{clients} have joined");
    }
}
