using CometGateway.TestKit;
using CometGateway.TestKit.Processes;

namespace CometGateway.Benchmarks.Settings;

/// <summary>The gateway published as the image has it, compiled ahead.</summary>
internal static class ReadyToRunProduct
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(5);

    /// <returns>Its assembly.</returns>
    public static async Task<string> PublishAsync()
    {
        var (folder, build) = (Repository.PathOf("tests/CometGateway.Benchmarks/obj/published"), Repository.PathOf("tests/CometGateway.Benchmarks/obj/publishing"));
        await using var publish = ChildProcess.Start(
            "dotnet publish", Programs.Dotnet,
            ["publish", Repository.PathOf("src/CometGateway.Host"), "-c", "Release", "--artifacts-path", build, "-o", folder, "-p:CompiledAhead=true", "-p:UseSharedCompilation=false"],
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["MSBUILDDISABLENODEREUSE"] = "1" });
        return await publish.ExitAsync(_patience) is 0 ? Path.Combine(folder, "CometGateway.Host.dll") : throw new InvalidOperationException(publish.Output.Dump());
    }
}
