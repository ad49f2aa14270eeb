using CometGateway.TestKit.Processes;

namespace CometGateway.Benchmarks.Reports;

/// <summary>A Debian package whose version stands in reports.</summary>
/// <param name="Package">It, or one of its alternatives divided by spaces.</param>
internal sealed record Peer(string Name, string Package)
{
    private const string Query = "dpkg-query";

    public static Peer Nginx { get; } = new("nginx", "nginx nginx-core nginx-full nginx-light");

    public static Peer Nchan { get; } = new("nchan", "libnginx-mod-nchan");

    public static Peer Pushpin { get; } = new("Pushpin", "pushpin");

    public static Peer Wrk { get; } = new("wrk", "wrk");

    public async Task<string> VersionAsync()
    {
        await using var query = ChildProcess.Start(Query, Programs.Find(Query), ["-W", "-f", "${Version}\n", .. Package.Split(' ')]);
        // A package that was there once has an empty one, and what it says of one that never was begins with its own name.
        return $"{Name} {await query.Output.FirstAsync(line => line.Length > 0 && !line.StartsWith(Query, StringComparison.Ordinal), "a version")}";
    }
}
