namespace CometGateway.Benchmarks.FanOut;

/// <summary>One way of publishing. Window 0: one every half second, whatever has arrived.</summary>
internal sealed record FanOutPhase(int Window, int Bytes)
{
    public static TimeSpan Gap { get; } = TimeSpan.FromSeconds(0.5);

    public static IReadOnlyList<FanOutPhase> All { get; } = [new(1, 256), new(1, 4096), new(8, 256), new(8, 4096), new(0, 256)];

    public bool IsPaced => Window == 0;

    public override string ToString() => $"{(IsPaced ? "paced" : $"w{Window}")}, {(Bytes < 1024 ? $"{Bytes} bytes" : $"{Bytes / 1024} KiB")}";
}
