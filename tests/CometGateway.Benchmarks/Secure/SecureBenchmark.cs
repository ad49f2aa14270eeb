using CometGateway.Benchmarks.FanOut;
using CometGateway.Benchmarks.Load;
using CometGateway.Benchmarks.Reports;
using CometGateway.Benchmarks.Servers;
using CometGateway.TestKit;

namespace CometGateway.Benchmarks.Secure;

/// <summary>The fan-out to browsers: within TLS, over HTTP/1.1 and over HTTP/2. Streams are not handed off there, so the gateway runs the one way it has.</summary>
internal static class SecureBenchmark
{
    private static readonly FanOutPhase[] _phases = [new(1, 256), new(1, 4096), new(0, 256)];

    public static async Task<string> RunAsync(BenchmarkOptions options, TextWriter log)
    {
        using var folder = new TempFolder();
        var certificate = new Certificate(folder);
        var pairs = new[] { StreamProtocol.Tls, StreamProtocol.Http2 }.Select(protocol => PairOf(protocol, certificate, options)).ToList();
        var figures = await Rounds.RunAsync<FanOutPeer, FiguresBy<FanOutPhase, FanOutFigures>>(
            "secure", options, log, [.. pairs.SelectMany(pair => (FanOutPeer[])[pair.Nchan, pair.Ours])], (peer, of) => FanOutRun.MeasureAsync(peer, options, of));
        var report = await Report.StartAsync("Fan-out within TLS: one change to many browsers", "secure", options, Peer.Nginx, Peer.Nchan);
        SecureReport.Write(report, _phases, pairs, figures);
        return report.ToString();
    }

    private static SecurePair PairOf(StreamProtocol protocol, Certificate certificate, BenchmarkOptions options)
    {
        return new(
            Of("nchan", isOurs: false, () => NchanServer.StartAsync(tls: certificate.Listener())),
            Of("CometGateway", isOurs: true, () => GatewayServer.StartFanOutAsync(GatewayVariant.Default, [], certificate.Listener())));

        FanOutPeer Of(string name, bool isOurs, Func<Task<FanOutServer>> startAsync) =>
            new($"{name}, {(protocol == StreamProtocol.Http2 ? "HTTP/2" : "HTTP/1.1")}", options.Choose(10_000, 1_000), options.Choose(200_000, 20_000), isOurs, startAsync)
            {
                Phases = _phases, Protocol = protocol, PacedChanges = options.Choose(10, 5),
            };
    }
}
