using CometGateway.TestKit.Processes;

namespace CometGateway.Benchmarks.Reports;

/// <summary>A Debian package whose version stands in reports.</summary>
internal sealed record Peer(string Name, string Package)
{
    public static Peer Nginx { get; } = new("nginx", "nginx-core");

    public static Peer Nchan { get; } = new("nchan", "libnginx-mod-nchan");

    public static Peer Pushpin { get; } = new("Pushpin", "pushpin");

    public static Peer Wrk { get; } = new("wrk", "wrk");

    public async Task<string> VersionAsync()
    {
        await using var query = ChildProcess.Start("dpkg-query", Programs.Find("dpkg-query"), ["-W", "-f", "${Version}\n", Package]);
        return $"{Name} {await query.Output.FirstAsync(_ => true, "a version")}";
    }
}
