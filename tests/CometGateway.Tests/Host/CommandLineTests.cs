using CometGateway.TestKit;
using CometGateway.TestKit.Sites;

namespace CometGateway.Tests.Host;

public sealed class CommandLineTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task Start_MissingFile_ExitsWithOneLineAndNoTrace()
    {
        var (exit, output) = await HostProcess.RunAsync(null, "--config", _folder["none.json"]);

        Assert.Equal(1, exit);
        Assert.Equal($"{_folder["none.json"]}: does not exist; --config takes the path of a JSON file\n1 problem: the configuration is refused.", output);
    }

    [Fact]
    public async Task Start_BadConfiguration_SaysTheSameAsCheck()
    {
        var file = _folder.Write("bad.json", """{ "Comet": { "KeepAlive": "x", "Colour": 1 } }""");

        var (startExit, start) = await HostProcess.RunAsync(null, "--config", file);
        var (checkExit, check) = await HostProcess.RunAsync(null, "check", "--config", file);

        Assert.Equal((1, 1), (startExit, checkExit));
        Assert.Equal(check, start);
        Assert.Contains("Comet:KeepAlive = 'x'", start, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", start, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_PortInUse_SaysSoWithoutATrace()
    {
        await using var other = await ScriptedSite.StartAsync();

        var (exit, output) = await HostProcess.RunAsync(null, "--config", _folder.Write("a.json", "{}"), "--urls", other.Address.ToString().TrimEnd('/'));

        Assert.Equal(1, exit);
        Assert.Contains("Cannot listen: ", output, StringComparison.Ordinal);
        Assert.Contains($":{other.Address.Port}: address already in use", output, StringComparison.Ordinal);
        Assert.Contains("--urls", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Comet__KeepAlive")]
    [InlineData("COMETGATEWAY_Comet__KeepAlive")]
    public async Task Check_EnvironmentVariable_OverridesTheFile(string variable)
    {
        var file = _folder.Write("a.json", """{ "Comet": { "KeepAlive": "00:00:09" } }""");

        var (exit, output) = await HostProcess.RunAsync(HostProcess.Environment((variable, "soon")), "check", "--config", file);

        Assert.Equal(1, exit);
        Assert.Contains("Comet:KeepAlive = 'soon': must be a time between 00:00:01 and 01:00:00 like 00:00:20 (in environment variable Comet__KeepAlive)", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_UnknownArgument_ShowsTheUsage()
    {
        var (exit, output) = await HostProcess.RunAsync(null, "--confg", "a.json");

        Assert.Equal(1, exit);
        Assert.Contains("--confg", output, StringComparison.Ordinal);
        Assert.Contains("--config", output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
