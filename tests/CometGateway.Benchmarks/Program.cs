using CometGateway.Benchmarks.Deltas;
using CometGateway.TestKit;

if (args is not ["deltas"])
{
    await Console.Error.WriteLineAsync("Which benchmark? There is: deltas");
    return 2;
}

var report = await DeltaBenchmark.RunAsync(Console.Out);
var file = Repository.PathOf("tests/CometGateway.Benchmarks/results/deltas.md");
Directory.CreateDirectory(Path.GetDirectoryName(file)!);
await File.WriteAllTextAsync(file, report);
await Console.Out.WriteLineAsync("written to tests/CometGateway.Benchmarks/results/deltas.md");
return 0;
