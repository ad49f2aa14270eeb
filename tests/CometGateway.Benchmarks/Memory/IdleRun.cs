using CometGateway.Benchmarks.Load;
using CometGateway.Benchmarks.Processes;
using CometGateway.TestKit;

namespace CometGateway.Benchmarks.Memory;

/// <summary>Weighs a server before and after many streams have come to rest on it.</summary>
internal static class IdleRun
{
    private const int WarmStreams = 300;
    private const int Bytes = 256;

    /// <param name="changes">How many changes are delivered to all of them afterwards.</param>
    public static async Task MeasureAsync(IdlePeer peer, int streams, int warmChanges, int changes, IdleFigures figures)
    {
        using var folder = new TempFolder();
        await using var server = await peer.StartAsync();
        var plan = new StreamPlan(server.Port, server.SubscribePath, streams) { Progress = folder["progress"], Headers = peer.Headers, IsPolling = peer.IsPolling };
        var publisher = new Publisher(server, plan.Progress);
        await using (await StreamClient.OpenAsync(plan with { Streams = WarmStreams }))
            await publisher.SaturateAsync(warmChanges, Bytes, WarmStreams, window: 1);

        await Pause.ToRestAsync();
        await server.CollectAsync();
        var processes = server.Processes;
        var (before, cpuBefore) = (ProcessTree.Memory(processes), CpuTime.Of(processes));
        await using var crowd = await StreamClient.OpenAsync(plan);
        var opening = CpuTime.Of(processes) - cpuBefore;
        await Pause.ToRestAsync();
        var uncollected = ProcessTree.Memory(processes);
        await server.CollectAsync();
        figures.Base.Add(before / (1024.0 * 1024));
        figures.PerStream.Add((ProcessTree.Memory(processes) - before) / (double)streams);
        figures.Uncollected.Add((uncollected - before) / (double)streams);
        figures.CpuPerOpening.Add(opening.Per(streams));
        if (changes > 0) await DeliverAsync(server.Processes, publisher, crowd, streams, changes, figures);
    }

    private static async Task DeliverAsync(IReadOnlyList<int> processes, Publisher publisher, StreamClient crowd, int streams, int changes, IdleFigures figures)
    {
        await publisher.SaturateAsync(2, Bytes, streams, window: 1);
        await crowd.PhaseAsync();
        var before = CpuTime.Of(processes);
        var published = await publisher.SaturateAsync(changes, Bytes, streams, window: 1);
        var cpu = CpuTime.Of(processes) - before;
        var seen = await crowd.PhaseAsync();
        figures.CpuPerDelivery.Add(cpu.Per(seen.Events));
        figures.P99.Add(seen.P99 / 1000);
        figures.Wrong.Add(published.Missing + seen.OutOfOrder + seen.Closed + seen.Unchanged);
    }
}
