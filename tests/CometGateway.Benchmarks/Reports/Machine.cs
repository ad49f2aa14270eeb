using System.Runtime.InteropServices;
using System.Text.Json;
using CometGateway.TestKit;
using CometGateway.TestKit.Processes;

namespace CometGateway.Benchmarks.Reports;

/// <summary>On what, and with which versions, a report was made.</summary>
internal static class Machine
{
    public static async Task<string> DescribeAsync(params string[] modules)
    {
        await using var node = ChildProcess.Start("node --version", Programs.Find("node", "nodejs"), ["--version"]);
        await node.ExitAsync();
        return $"{Environment.ProcessorCount} cores, {Processor()}; {RuntimeInformation.OSDescription}. "
            + $"{RuntimeInformation.FrameworkDescription}; Node {node.Output.Items[0].TrimStart('v')}; {string.Join(", ", modules.Select(Version))}.";
    }

    /// <summary>Of a report on servers, with the kernel that does most of their work.</summary>
    public static async Task<string> DescribeServersAsync(IEnumerable<Peer> peers)
    {
        List<string> versions = [RuntimeInformation.FrameworkDescription];
        foreach (var peer in peers) versions.Add(await peer.VersionAsync());
        return $"{Environment.ProcessorCount} cores, {Processor()}, {Memory()} GiB; {RuntimeInformation.OSDescription}, Linux {Environment.OSVersion.Version}. "
            + $"{string.Join(", ", versions)}.";
    }

    private static long Memory() => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30;

    private static string Processor()
    {
        const string CpuInfo = "/proc/cpuinfo";
        var model = File.Exists(CpuInfo) ? File.ReadLines(CpuInfo).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) : null;
        return model is null ? RuntimeInformation.ProcessArchitecture.ToString() : model[(model.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }

    private static string Version(string module)
    {
        using var package = JsonDocument.Parse(File.ReadAllBytes(Repository.PathOf($"tests/npm/node_modules/{module}/package.json")));
        return $"{module} {package.RootElement.GetProperty("version").GetString()}";
    }
}
