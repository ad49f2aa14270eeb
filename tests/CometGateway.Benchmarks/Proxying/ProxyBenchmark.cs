using CometGateway.Benchmarks.Load;
using CometGateway.Benchmarks.Reports;

namespace CometGateway.Benchmarks.Proxying;

/// <summary>What a request through the gateway costs, beside YARP alone and nginx.</summary>
internal static class ProxyBenchmark
{
    public static async Task<string> RunAsync(BenchmarkOptions options, TextWriter log)
    {
        var peers = ProxyPeer.Of(options);
        var figures = await Rounds.RunAsync<ProxyPeer, FiguresBy<ProxyCase, ProxyFigures>>("proxying", options, log, peers, (peer, of) => ProxyRun.MeasureAsync(peer, options, of));
        var report = await Report.StartAsync("Proxying: requests through the gateway", "proxying", options, Peer.Nginx, Peer.Wrk);
        report.Paragraph(
            $"wrk with {Wrk.Connections} connections that stay open, one request on each at a time. CPU is that of the proxy, in µs, for each request; latency in ms. Bare YARP is the least program that proxies "
            + "with YARP, with the gateway's configuration file. The last column but two tells how many of the requests reached the site: a watched page is answered from the snapshot.");
        foreach (var one in ProxyCase.All)
            report.Heading(one.Name).Table(Table(one, peers, figures));
        report.Heading("Goals").Paragraph("A route without a policy: CPU ≤ 1.02 × bare YARP. A watched page: requests/s ≥ 5 × bare YARP, and ≥ 1 × nginx's plain proxying.");
        return report.ToString();
    }

    private static MarkdownTable Table(ProxyCase one, IReadOnlyList<ProxyPeer> peers, IReadOnlyDictionary<ProxyPeer, FiguresBy<ProxyCase, ProxyFigures>> all)
    {
        var table = new MarkdownTable(
            1, "proxy", "requests/s", "CPU/request", "p50", "p99", "site requests/request", one.IsSnapshot ? "requests/s ÷ bare YARP" : "CPU ÷ bare YARP", one.IsSnapshot ? "requests/s ÷ nginx" : "CPU ÷ nginx");
        var (yarp, nginx) = (Of(ProxyPeer.Yarp), Of(ProxyPeer.Nginx));
        foreach (var peer in peers)
        {
            var of = all[peer][one];
            table.Add(
                peer.Name, of.PerSecond.Text("N0"), of.CpuPerRequest.Text("0.0"), of.P50.Text("0.0"), of.P99.Text("0.0"), of.SiteShare.Text("0.000"),
                ReferenceEquals(of, yarp) ? Figures.None : Ratio(of, yarp, 1.02, 5), ReferenceEquals(of, nginx) ? Figures.None : Ratio(of, nginx, null, 1));
            string Ratio(ProxyFigures mine, ProxyFigures theirs, double? atMost, double? atLeast) => one.IsSnapshot
                ? mine.PerSecond.Over(theirs.PerSecond).Ratio(atLeast: peer.IsOurs ? atLeast : null)
                : mine.CpuPerRequest.Over(theirs.CpuPerRequest).Ratio(atMost: peer.IsOurs ? atMost : null);
        }

        return table;

        ProxyFigures Of(string name) => all[peers.First(peer => peer.Name == name)][one];
    }
}
