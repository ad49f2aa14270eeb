using System.Text.Json;
using CometGateway.TestKit;
using CometGateway.TestKit.Processes;

namespace CometGateway.FunctionalTests.Client;

/// <summary>One run of the browser client's own tests.</summary>
public sealed class VitestRun : IAsyncLifetime
{
    private const string Client = "src/CometGateway.Client";
    private static readonly TimeSpan OneRun = TimeSpan.FromMinutes(3);

    /// <summary>For each file of tests, how many passed and what the others say.</summary>
    public IReadOnlyDictionary<string, (int Passed, IReadOnlyList<string> Failures)> Suites { get; private set; } =
        new Dictionary<string, (int, IReadOnlyList<string>)>(StringComparer.Ordinal);

    public static IEnumerable<string> Files => Directory.EnumerateFiles(Repository.PathOf(Client + "/test"), "*.test.ts").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal);

    public async Task InitializeAsync()
    {
        using var folder = new TempFolder();
        var report = folder["vitest.json"];
        var script = Repository.PathOf(Client + "/node_modules/vitest/vitest.mjs");
        await using var vitest = ChildProcess.Start(
            "vitest", Programs.Find("node", "nodejs"), [script, "run", "--reporter=json", "--outputFile=" + report], workingDirectory: Repository.PathOf(Client));
        var code = await vitest.ExitAsync(OneRun);
        if (!File.Exists(report)) throw new InvalidOperationException($"vitest ended with {code} and left no report.\n{vitest.Output.Dump()}");
        using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(report));
        Suites = json.RootElement.GetProperty("testResults").EnumerateArray().ToDictionary(
            suite => Path.GetFileName(suite.GetProperty("name").GetString()!), Read, StringComparer.Ordinal);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    private static (int Passed, IReadOnlyList<string> Failures) Read(JsonElement suite)
    {
        var tests = suite.GetProperty("assertionResults").EnumerateArray().ToList();
        var failures = tests.Where(test => test.GetProperty("status").GetString() is not "passed")
            .Select(test => $"{test.GetProperty("fullName").GetString()}: {test.GetProperty("status").GetString()} {string.Join('\n', test.GetProperty("failureMessages").EnumerateArray())}").ToList();
        // A file that cannot be loaded has no tests, only a message.
        if (suite.GetProperty("status").GetString() is not "passed" && failures.Count == 0) failures.Add(suite.GetProperty("message").GetString()!);
        return (tests.Count - failures.Count, failures);
    }
}
