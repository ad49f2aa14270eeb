using System.Globalization;
using CometGateway.TestKit.Processes;

namespace CometGateway.Benchmarks.Processes;

/// <summary>Programs on a core of their own: the server on one, everything that loads it on the other.</summary>
internal static class Pinned
{
    public const int ServerCore = 0;
    public const int LoadCore = 1;

    /// <summary>The command line that runs a program on one core, or anywhere. taskset becomes that program, so the process id is the program's own.</summary>
    public static (string File, IReadOnlyList<string> Arguments) CommandLine(int? core, string file, IEnumerable<string> arguments) =>
        core is { } number
            ? (Programs.Find("taskset"), ["-c", number.ToString(CultureInfo.InvariantCulture), file, .. arguments])
            : (file, [.. arguments]);

    public static ChildProcess Start(int? core, string name, string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var (program, all) = CommandLine(core, file, arguments);
        return ChildProcess.Start(name, program, all, environment);
    }
}
