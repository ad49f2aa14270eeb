using System.Text.Json.Nodes;
using CometGateway.Benchmarks.Servers;

namespace CometGateway.Benchmarks.Settings;

/// <summary>One way to run the same gateway, by what .NET lets be set from outside of it.</summary>
/// <param name="Cores">How many cores the gateway may use: 1 as in a small container, where .NET has no server GC, or 2, which it shares with its load.</param>
internal sealed record RuntimeSetting(string Name, int Cores, IReadOnlyDictionary<string, string?> Environment, bool IsReadyToRun = false) : INamed
{
    private const string Shipped = "as built";

    public static IReadOnlyList<RuntimeSetting> All { get; } =
    [
        Of(2, Shipped),
        Of(2, "compiled ahead (ReadyToRun)", isReadyToRun: true),
        Of(2, "workstation GC", ("DOTNET_gcServer", "0")),
        Of(2, "no background GC", ("DOTNET_gcConcurrent", "0")),
        Of(2, "TieredPGO off", ("DOTNET_TieredPGO", "0")),
        Of(2, "threads without work wait without spinning", ("DOTNET_ThreadPool_UnfairSemaphoreSpinLimit", "0")),
        Of(2, "sockets inline", [.. InlineSockets.Environment.Select(one => (one.Key, one.Value))]),
        Of(1, Shipped),
        Of(1, "compiled ahead (ReadyToRun)", isReadyToRun: true),
        Of(1, "sockets inline", [.. InlineSockets.Environment.Select(one => (one.Key, one.Value))]),
        Of(1, "compiles for speed as soon as with more cores", (BareProgram.WarmSoon.Key, BareProgram.WarmSoon.Value)),
    ];

    /// <summary>What the others with as many cores are measured against.</summary>
    public bool IsShipped => Name.EndsWith(Shipped, StringComparison.Ordinal);

    /// <param name="program">The gateway's assembly.</param>
    public GatewayVariant VariantOf(string program) => new(Name, new JsonObject(), Environment) { Program = program };

    private static RuntimeSetting Of(int cores, string name, params (string Key, string? Value)[] environment) => Of(cores, name, isReadyToRun: false, environment);

    private static RuntimeSetting Of(int cores, string name, bool isReadyToRun, params (string Key, string? Value)[] environment) =>
        new($"{cores} core{(cores == 1 ? "" : "s")}, {name}", cores, environment.ToDictionary(one => one.Key, one => one.Value, StringComparer.Ordinal), isReadyToRun);
}
