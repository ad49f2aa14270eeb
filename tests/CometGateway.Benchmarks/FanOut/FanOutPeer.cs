using CometGateway.Benchmarks.Load;
using CometGateway.Benchmarks.Servers;

namespace CometGateway.Benchmarks.FanOut;

/// <summary>A server to measure, and with how many streams.</summary>
/// <param name="IsOurs">Whether it is measured against nchan.</param>
internal sealed record FanOutPeer(string Name, int Streams, int Deliveries, bool IsOurs, Func<Task<FanOutServer>> StartAsync) : INamed
{
    public const string Nchan = "nchan";

    public IReadOnlyList<FanOutPhase> Phases { get; init; } = FanOutPhase.All;

    /// <summary>How many changes a paced phase has. Default 20, and 5 for a look.</summary>
    public int? PacedChanges { get; init; }

    public StreamProtocol Protocol { get; init; }

    /// <summary>The coding that its streams ask for. Default none.</summary>
    public string? Coding { get; init; }

    /// <summary>Its bodies are rows of numbers, which can be compressed as pages can. Default one letter.</summary>
    public bool IsText { get; init; }

    public static IReadOnlyList<FanOutPeer> Of(BenchmarkOptions options)
    {
        var streams = options.Choose(10_000, 1_000);
        var deliveries = options.Choose(400_000, 20_000);
        return
        [
            new(Nchan, streams, deliveries, IsOurs: false, () => NchanServer.StartAsync()),
            .. options.Variants.Select(variant => new FanOutPeer($"CometGateway, {variant.Name}", streams, deliveries, IsOurs: true, () => GatewayServer.StartFanOutAsync(variant))),
            // It loses messages at 10,000, and takes its time.
            new("Pushpin, 1,000 streams", options.Choose(1_000, 500), deliveries / 16, IsOurs: false, PushpinServer.StartAsync),
            new("floor in C", streams, deliveries, IsOurs: false, FloorServer.StartAsync),
        ];
    }
}
