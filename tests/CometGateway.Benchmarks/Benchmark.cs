namespace CometGateway.Benchmarks;

/// <summary>One benchmark: its name on the command line, and what makes its report.</summary>
internal sealed record Benchmark(string Name, Func<BenchmarkOptions, TextWriter, Task<string>> RunAsync);
