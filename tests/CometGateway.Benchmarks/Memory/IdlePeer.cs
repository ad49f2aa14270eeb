using CometGateway.Benchmarks.Servers;

namespace CometGateway.Benchmarks.Memory;

/// <summary>A server whose idle streams, or held polls, are weighed.</summary>
/// <param name="Headers">What a client sends.</param>
/// <param name="IsPolling">Held polls in place of streams.</param>
internal sealed record IdlePeer(string Name, IReadOnlyList<string> Headers, bool IsPolling, Func<Task<FanOutServer>> StartAsync) : INamed
{
    /// <summary>The most bytes that an idle stream may weigh; null where nchan is the measure.</summary>
    public int? MostBytes { get; private init; }

    public static IdlePeer Nchan { get; } = new("nchan", Stream, IsPolling: false, () => NchanServer.StartAsync());

    private static string[] Stream => ["Accept: text/event-stream"];

    public static IdlePeer Gateway(GatewayVariant variant) => new($"CometGateway, {variant.Name}", Stream, IsPolling: false, () => GatewayServer.StartFanOutAsync(variant))
    {
        MostBytes = variant == GatewayVariant.HandedOff ? 1024 : null,
    };

    /// <summary>The same page as streams, as polls that ask to wait, and as ordinary polls that the policy makes wait.</summary>
    public static IReadOnlyList<IdlePeer> Held(GatewayVariant variant)
    {
        return
        [
            new($"streams, {variant.Name}", Stream, IsPolling: false, StartAsync),
            new($"polls with `Prefer: wait=300`, {variant.Name}", ["Prefer: wait=300"], IsPolling: true, StartAsync),
            new($"polls held by `HoldPolls`, {variant.Name}", ["Accept: */*"], IsPolling: true, StartAsync),
        ];

        Task<FanOutServer> StartAsync() => GatewayServer.StartFanOutAsync(variant, new() { ["HoldPolls"] = "00:05:00" });
    }
}
