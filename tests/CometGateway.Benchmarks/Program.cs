using CometGateway.Benchmarks;
using CometGateway.Benchmarks.Compressed;
using CometGateway.Benchmarks.Deltas;
using CometGateway.Benchmarks.FanOut;
using CometGateway.Benchmarks.Growth;
using CometGateway.Benchmarks.ManyResources;
using CometGateway.Benchmarks.Memory;
using CometGateway.Benchmarks.Polling;
using CometGateway.Benchmarks.PollToPush;
using CometGateway.Benchmarks.Proxying;
using CometGateway.Benchmarks.Secure;
using CometGateway.Benchmarks.Settings;
using CometGateway.Benchmarks.Storm;
using CometGateway.TestKit;

switch (args)
{
    case [BareYarp.Word, var configuration, var port]:
        await BareYarp.RunAsync(configuration, port);
        return 0;
    case [KestrelAlone.Word, var page, var port]:
        await KestrelAlone.RunAsync(page, port);
        return 0;
}

Benchmark[] all =
[
    new("deltas", DeltaBenchmark.RunAsync),
    new("fanout", FanOutBenchmark.RunAsync),
    new("compressed", CompressedBenchmark.RunAsync),
    new("secure", SecureBenchmark.RunAsync),
    new("resources", ResourcesBenchmark.RunAsync),
    new("polltopush", PushBenchmark.RunAsync),
    new("memory", MemoryBenchmark.RunAsync),
    new("growth", GrowthBenchmark.RunAsync),
    new("storm", StormBenchmark.RunAsync),
    new("proxying", ProxyBenchmark.RunAsync),
    new("polling", PollingBenchmark.RunAsync),
    new("settings", SettingsBenchmark.RunAsync),
];
const string EveryOne = "all";
var chosen = args.Length == 0 ? [] : all.Where(benchmark => args[0] == EveryOne || benchmark.Name == args[0]).ToArray();
if (chosen.Length == 0)
{
    await Console.Error.WriteLineAsync($"Which benchmark? There are: {string.Join(", ", all.Select(benchmark => benchmark.Name))}, {EveryOne}; then {BenchmarkOptions.Usage}");
    return 2;
}

BenchmarkOptions options;
try
{
    options = BenchmarkOptions.Parse(args[1..]);
}
catch (FormatException wrong)
{
    await Console.Error.WriteLineAsync(wrong.Message);
    return 2;
}

foreach (var benchmark in chosen)
{
    var report = await benchmark.RunAsync(options, Console.Out);
    // A look is not a result.
    var file = $"tests/CometGateway.Benchmarks/{(options.Quick || options.Only.Length > 0 ? "obj/quick" : "results")}/{benchmark.Name}.md";
    Directory.CreateDirectory(Path.GetDirectoryName(Repository.PathOf(file))!);
    await File.WriteAllTextAsync(Repository.PathOf(file), report);
    await Console.Out.WriteLineAsync($"written to {file}");
}

return 0;
