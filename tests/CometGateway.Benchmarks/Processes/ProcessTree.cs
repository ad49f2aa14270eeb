using System.Globalization;

namespace CometGateway.Benchmarks.Processes;

/// <summary>A process and all that it started, and what they use of memory.</summary>
internal static class ProcessTree
{
    public static IReadOnlyList<int> Of(int root)
    {
        List<int> all = [root];
        foreach (var thread in Directory.GetDirectories($"/proc/{root}/task"))
        {
            foreach (var child in ChildrenOf(thread).Split(' ', StringSplitOptions.RemoveEmptyEntries))
                all.AddRange(Of(int.Parse(child, CultureInfo.InvariantCulture)));
        }

        return all;
    }

    // A thread may end between the two looks.
    private static string ChildrenOf(string thread)
    {
        try
        {
            return File.ReadAllText(Path.Combine(thread, "children"));
        }
        catch (IOException)
        {
            return "";
        }
    }

    /// <summary>Bytes of physical memory: private ones, and their share of those they share (smaps_rollup, Pss).</summary>
    public static long Memory(IEnumerable<int> processes) => processes.Sum(process => Kibibytes($"/proc/{process}/smaps_rollup", "Pss:")) * 1024;

    /// <summary>Of <see cref="Memory"/> what belongs to them alone: without the pages of files, whose share depends on who else has the same file open at the moment.</summary>
    public static long OwnMemory(IEnumerable<int> processes) =>
        processes.Sum(process => Kibibytes($"/proc/{process}/smaps_rollup", "Pss_Anon:") + Kibibytes($"/proc/{process}/smaps_rollup", "Pss_Shmem:")) * 1024;

    /// <summary>The most bytes that were ever resident (status, VmHWM); what processes share counts for each.</summary>
    public static long PeakMemory(IEnumerable<int> processes) => processes.Sum(process => Kibibytes($"/proc/{process}/status", "VmHWM:")) * 1024;

    private static long Kibibytes(string file, string key)
    {
        var line = File.ReadLines(file).First(line => line.StartsWith(key, StringComparison.Ordinal));
        return long.Parse(line[key.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
    }
}
