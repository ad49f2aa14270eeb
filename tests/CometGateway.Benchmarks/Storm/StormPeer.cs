using CometGateway.Benchmarks.Servers;

namespace CometGateway.Benchmarks.Storm;

/// <summary>A server that a crowd falls upon.</summary>
internal sealed record StormPeer(string Name, Func<Task<FanOutServer>> StartAsync) : INamed
{
    public static IReadOnlyList<StormPeer> Of(BenchmarkOptions options) =>
    [
        new("nchan", () => NchanServer.StartAsync(firstMessage: "-1")),
        .. options.Variants.Select(variant => new StormPeer($"CometGateway, {variant.Name}", () => GatewayServer.StartFanOutAsync(variant))),
    ];
}
