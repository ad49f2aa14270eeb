using CometGateway.Benchmarks.Load;
using CometGateway.Benchmarks.Processes;
using CometGateway.Benchmarks.Reports;
using CometGateway.Benchmarks.Servers;
using CometGateway.TestKit;

namespace CometGateway.Benchmarks.FanOut;

/// <summary>One server, from its start to its end: warmed up, then loaded in every phase, once to get used to it and once measured.</summary>
internal static class FanOutRun
{
    private const int WarmStreams = 300;
    private const int WarmWindow = 4;

    public static async Task MeasureAsync(FanOutPeer peer, BenchmarkOptions options, FiguresBy<FanOutPhase, FanOutFigures> figures)
    {
        using var folder = new TempFolder();
        await using var server = await peer.StartAsync();
        var plan = new StreamPlan(server.Port, server.SubscribePath, peer.Streams) { Progress = folder["progress"], InFlight = server.Opening, Protocol = peer.Protocol };
        if (peer.Coding is { } coding) plan = plan with { Headers = [.. plan.Headers, $"Accept-Encoding: {coding}"] };
        var publisher = new Publisher(server, plan.Progress, peer.IsText);
        await using (await StreamClient.OpenAsync(plan with { Streams = WarmStreams }))
            await publisher.SaturateAsync(options.Choose(3_000, 500), bytes: 256, WarmStreams, WarmWindow);

        await Pause.ToRestAsync();
        await server.CollectAsync();
        var memory = ProcessTree.Memory(server.Processes);
        await using var streams = await StreamClient.OpenAsync(plan);
        await Pause.ToRestAsync();
        await server.CollectAsync();
        var perStream = (ProcessTree.Memory(server.Processes) - memory) / (double)peer.Streams;
        foreach (var phase in peer.Phases) figures[phase].BytesPerStream.Add(perStream);
        // Where a stream begins with the next event, this is the one after which all of them stand at the same version.
        await publisher.SaturateAsync(2, bytes: 256, peer.Streams, window: 1);
        // All of it once without being measured: on one core the runtime puts off for many seconds what it compiles for speed, and a gateway runs for months.
        foreach (var phase in peer.Phases) await MeasureAsync(phase, peer, options, server, publisher, streams, new());
        foreach (var phase in peer.Phases) await MeasureAsync(phase, peer, options, server, publisher, streams, figures[phase]);
    }

    private static async Task MeasureAsync(
        FanOutPhase phase, FanOutPeer peer, BenchmarkOptions options, FanOutServer server, Publisher publisher, StreamClient streams, FanOutFigures figures)
    {
        await streams.PhaseAsync();
        var processes = server.Processes;
        var before = CpuTime.Of(processes);
        var published = phase.IsPaced
            ? await publisher.PacedAsync(peer.PacedChanges ?? options.Choose(20, 5), phase.Bytes, peer.Streams, FanOutPhase.Gap)
            : await publisher.SaturateAsync(Math.Max(phase.Window + 2, peer.Deliveries / peer.Streams), phase.Bytes, peer.Streams, phase.Window);
        var cpu = CpuTime.Of(processes) - before;
        var seen = await streams.PhaseAsync();
        figures.CpuPerDelivery.Add(cpu.Per(seen.Events));
        figures.CpuPerChange.Add(cpu.Per(seen.Covered));
        figures.UserPerDelivery.Add(cpu.User.TotalMicroseconds / Math.Max(1, seen.Events));
        figures.ChangesPerSecond.Add(seen.Covered / seen.WindowSeconds);
        figures.P50.Add(seen.P50 / 1000);
        figures.P99.Add(seen.P99 / 1000);
        figures.Last.Add(seen.LastP50 / 1000);
        figures.BytesPerDelivery.Add((double)seen.Bytes / Math.Max(1, seen.Events));
        figures.Wrong.Add(published.Missing + seen.OutOfOrder + seen.Closed);
        figures.Agreed.Add(seen.Agreed);
    }
}
