namespace CometGateway.FunctionalTests.Client;

/// <summary>The browser client's own tests (Vitest, in src/CometGateway.Client/test), one for each of their files.</summary>
public sealed class ClientUnitTests(VitestRun run) : IClassFixture<VitestRun>
{
    public static TheoryData<string> Files => [.. VitestRun.Files];

    [Theory]
    [MemberData(nameof(Files))]
    public void Suite_RunByVitest_Passes(string file)
    {
        Assert.True(run.Suites.TryGetValue(file, out var suite), $"Vitest did not run {file}; it ran {string.Join(", ", run.Suites.Keys)}.");
        Assert.True(suite.Failures.Count == 0, string.Join('\n', suite.Failures));
        Assert.NotEqual(0, suite.Passed);
    }
}
