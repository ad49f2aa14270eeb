using CometGateway.Benchmarks.Load;
using CometGateway.Benchmarks.Processes;
using CometGateway.Benchmarks.Servers;

namespace CometGateway.Benchmarks.Proxying;

/// <summary>
/// One round: every proxy newly started, as no two processes of one program are compiled to quite the same code. They stay up side by side, and are loaded
/// one at a time: each with one kind of request until it does not get faster, then all of them in turns, forth and back.
/// </summary>
internal sealed class ProxyRun(IReadOnlyList<(ProxyPeer Peer, IProxyServer Server)> running, BenchmarkOptions options, TextWriter log)
{
    /// <summary>Of which a warm-up is made, and each turn of a measurement.</summary>
    private readonly TimeSpan _slice = TimeSpan.FromSeconds(options.Choose(2, 1));
    private readonly WarmUp _warmUp = new(options.Choose(5, 1), options.Choose(20, 1));

    public static async Task MeasureAsync(IReadOnlyList<ProxyPeer> peers, BenchmarkOptions options, TextWriter log, Func<ProxyPeer, ProxyCase, ProxyFigures> figures)
    {
        List<(ProxyPeer Peer, IProxyServer Server)> running = [];
        try
        {
            foreach (var peer in peers) running.Add((peer, await peer.StartAsync()));
            var run = new ProxyRun(running, options, log);
            foreach (var one in ProxyCase.All) await run.MeasureAsync(one, peer => figures(peer, one));
        }
        finally
        {
            foreach (var (_, server) in running) await server.DisposeAsync();
        }
    }

    private async Task MeasureAsync(ProxyCase one, Func<ProxyPeer, ProxyFigures> figures)
    {
        var turns = running.Where(it => it.Peer.IsProxy || one.IsSnapshot).Select(it => (it.Peer, it.Server, Seen: new List<ProxySlice>())).ToList();
        foreach (var (peer, server, _) in turns)
        {
            var slices = await _warmUp.RunAsync(() => SliceAsync(server, one), slice => slice.CpuPerRequest);
            await log.WriteLineAsync($"  {one.Name}, {peer.Name}, warm-up, µs/request: {string.Join(' ', slices.Select(slice => $"{slice.CpuPerRequest:0.0}"))}");
        }

        foreach (var (_, server, seen) in turns.Concat(Enumerable.Reverse(turns))) seen.Add(await SliceAsync(server, one));
        foreach (var (peer, _, seen) in turns) figures(peer).Add(seen);
    }

    private async Task<ProxySlice> SliceAsync(IProxyServer server, ProxyCase one)
    {
        string[] headers = one.IsConditional ? [$"If-None-Match: {await PageTag.OfAsync(server.Port, one.Path)}"] : [];
        await server.Site.ResetAsync();
        var processes = server.Processes;
        var before = CpuTime.Of(processes);
        var seen = await Wrk.RunAsync(server.Port, one.Path, _slice, headers: headers);
        var cpu = CpuTime.Of(processes) - before;
        var site = await server.Site.StatsAsync();
        return new(cpu.Per(seen.Requests), seen.PerSecond, seen.P50, seen.P99, site.Requests / seen.Requests);
    }
}
