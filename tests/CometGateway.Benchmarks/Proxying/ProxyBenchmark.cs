using CometGateway.Benchmarks.Load;
using CometGateway.Benchmarks.Reports;

namespace CometGateway.Benchmarks.Proxying;

/// <summary>What a request through the gateway costs, beside YARP alone and nginx.</summary>
internal static class ProxyBenchmark
{
    public static async Task<string> RunAsync(BenchmarkOptions options, TextWriter log)
    {
        await LoadTools.BuildAsync();
        var peers = ProxyPeer.Of(options);
        var figures = peers.SelectMany(peer => ProxyCase.All.Select(one => (peer.Name, Case: one))).ToDictionary(key => key, _ => new ProxyFigures());
        for (var round = 1; round <= options.Rounds; round++)
        {
            await log.WriteLineAsync($"proxying: round {round} of {options.Rounds}");
            // Whoever is always the first would always be the one for whom the machine is still busy with something else.
            await ProxyRun.MeasureAsync(round % 2 == 1 ? peers : [.. peers.Reverse()], options, log, (peer, one) => figures[(peer.Name, one)]);
        }

        var report = await Report.StartAsync("Proxying: requests through the gateway", "proxying", options, Peer.Nginx, Peer.Wrk);
        report.Paragraph(
            $"wrk with {Wrk.Connections} connections that stay open, one request on each at a time. CPU is that of the proxy, in µs, for each request; latency in ms. Bare YARP is the least program that "
            + "proxies with YARP, with the gateway's configuration file, publish mode and runtime settings; the same program a second time shows how much two processes of one program differ. Kestrel alone "
            + "is the ceiling of whatever Kestrel serves: it gives the page's bytes and headers from memory and looks at nothing but If-None-Match. Sockets inline: with DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS=1 and "
            + "DOTNET_ThreadPool_UnfairSemaphoreSpinLimit=0, which the gateway's README has under \"Threads\"; that gateway's overhead is judged beside the bare YARP that is run so too. Every round starts new processes and loads each one until its "
            + "CPU for a request does not fall any more; then they take turns, forth and back. The site and wrk share the other core.");
        report.Paragraph(
            "Two things to know of the comparison with YARP: where \"bare YARP again\" differs from bare YARP by more than 2 %, a goal of 2 % cannot be judged, and its word says only that nothing larger than that "
            + "difference was seen; and bare YARP makes an activity for each request, as ASP.NET does by itself, while the gateway makes none where nobody looks at it. What that is worth is the row of the bare YARP without activities, and what the gateway costs on top of it is the column beside it; "
            + "the goal is judged beside the program that somebody who writes no more than it takes has, and inline beside the same with its sockets inline.");
        foreach (var one in ProxyCase.All)
            report.Heading(one.Name).Table(one.IsSnapshot ? Snapshots(one, peers, figures) : Proxied(one, peers, figures));
        report.Heading("Goals").Paragraph("A route without a policy: CPU ≤ 1.02 × bare YARP, run alike. A watched page: requests/s ≥ 5 × bare YARP, and ≥ 1 × nginx's plain proxying.");
        return report.ToString();
    }

    private static MarkdownTable Proxied(ProxyCase one, IReadOnlyList<ProxyPeer> peers, Dictionary<(string Name, ProxyCase Case), ProxyFigures> all)
    {
        var table = new MarkdownTable(1, "proxy", "requests/s", "CPU/request", "p50", "p99", "CPU ÷ bare YARP", "p50 ÷ bare YARP", "p99 ÷ bare YARP", "CPU ÷ YARP run alike", "CPU ÷ YARP without activities", "CPU ÷ nginx");
        var (yarp, quiet, inline, nginx) = (all[(ProxyPeer.Yarp, one)], all[(ProxyPeer.YarpQuiet, one)], all[(ProxyPeer.YarpInline, one)], all[(ProxyPeer.Nginx, one)]);
        foreach (var peer in peers.Where(peer => peer.IsProxy))
        {
            var of = all[(peer.Name, one)];
            table.Add(
                peer.Name, of.PerSecond.Text("N0"), of.CpuPerRequest.Text("0.0"), of.P50.Text("0.00"), of.P99.Text("0.00"),
                of.CpuPerRequest.Over(yarp.CpuPerRequest).Ratio(), of.P50.Over(yarp.P50).Ratio(), of.P99.Over(yarp.P99).Ratio(),
                of.CpuPerRequest.Over((peer.IsInline ? inline : yarp).CpuPerRequest).Ratio(atMost: peer.IsOurs ? 1.02 : null), of.CpuPerRequest.Over(quiet.CpuPerRequest).Ratio(), of.CpuPerRequest.Over(nginx.CpuPerRequest).Ratio());
        }

        return table;
    }

    private static MarkdownTable Snapshots(ProxyCase one, IReadOnlyList<ProxyPeer> peers, Dictionary<(string Name, ProxyCase Case), ProxyFigures> all)
    {
        var table = new MarkdownTable(
            1, "proxy", "requests/s", "CPU/request", "p50", "p99", "site requests/request", "requests/s ÷ bare YARP", "requests/s ÷ nginx", "requests/s ÷ Kestrel alone");
        var (yarp, nginx, kestrel) = (all[(ProxyPeer.Yarp, one)], all[(ProxyPeer.Nginx, one)], all[(ProxyPeer.Kestrel, one)]);
        foreach (var peer in peers)
        {
            var of = all[(peer.Name, one)];
            table.Add(
                peer.Name, of.PerSecond.Text("N0"), of.CpuPerRequest.Text("0.0"), of.P50.Text("0.00"), of.P99.Text("0.00"), of.SiteShare.Text("0.000"),
                of.PerSecond.Over(yarp.PerSecond).Ratio(atLeast: peer.IsOurs ? 5 : null), of.PerSecond.Over(nginx.PerSecond).Ratio(atLeast: peer.IsOurs ? 1 : null),
                of.PerSecond.Over(kestrel.PerSecond).Ratio());
        }

        return table;
    }
}
