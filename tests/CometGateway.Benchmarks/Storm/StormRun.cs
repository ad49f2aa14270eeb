using CometGateway.Benchmarks.Load;
using CometGateway.Benchmarks.Processes;
using CometGateway.TestKit;

namespace CometGateway.Benchmarks.Storm;

/// <summary>All clients at once, on a server that has just started and has the state.</summary>
internal static class StormRun
{
    private const int Bytes = 4096;
    private const double Mebibyte = 1024 * 1024;

    public static async Task MeasureAsync(StormPeer peer, int clients, StormFigures figures)
    {
        using var folder = new TempFolder();
        await using var server = await peer.StartAsync();
        var plan = new StreamPlan(server.Port, server.SubscribePath, Streams: 1) { Progress = folder["progress"] };
        await using var first = await StreamClient.OpenAsync(plan);
        await new Publisher(server, plan.Progress).SaturateAsync(count: 2, Bytes, streams: 1, window: 1);
        await Pause.ToSettleAsync();

        var processes = server.Processes;
        var (cpu, peak) = (CpuTime.Of(processes), ProcessTree.PeakMemory(processes));
        await using var crowd = StreamClient.Start(plan with { Streams = clients, InFlight = clients, Expect = 1, Progress = null, Limit = TimeSpan.FromMinutes(2) });
        var seen = await crowd.EndAsync();
        figures.Seconds.Add(seen.LastEventSeconds);
        figures.CpuPerClient.Add((CpuTime.Of(processes) - cpu).Per(clients));
        figures.Peak.Add(ProcessTree.PeakMemory(processes) / Mebibyte);
        figures.Growth.Add((ProcessTree.PeakMemory(processes) - peak) / Mebibyte);
        figures.Failed.Add(clients - seen.Events);
    }
}
