using CometGateway.TestKit;
using CometGateway.TestKit.Processes;

namespace CometGateway.Benchmarks.Load;

/// <summary>The programs in load/, compiled into obj/.</summary>
internal static class LoadTools
{
    public const string Streams = "ssebench";
    public const string Publisher = "pub";
    public const string Origin = "origin";
    public const string Floor = "floor";
    public const string Paced = "paced";
    public const string Visitors = "visitors";
    private static readonly string _folder = Repository.PathOf("tests/CometGateway.Benchmarks/obj/load");
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(5);

    public static string PathOf(string tool) => Path.Combine(_folder, tool);

    /// <summary>Compiles them, and installs the peers where they are missing.</summary>
    public static async Task BuildAsync()
    {
        await using var script = ChildProcess.Start("load/build.sh", Programs.Find("bash"), [Repository.PathOf("tests/CometGateway.Benchmarks/load/build.sh"), _folder]);
        if (await script.ExitAsync(_patience) is not 0) throw new InvalidOperationException(script.Output.Dump());
    }
}
