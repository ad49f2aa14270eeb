using CometGateway.Host;
using CometGateway.TestKit;
using CometGateway.TestKit.Processes;
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
    [InlineData("http://127.0.0.1:99999", "must be addresses like http://0.0.0.0:8080, separated by semicolons")]
    [InlineData("http://127.0.0.1:9085/base", "must be addresses like http://0.0.0.0:8080, separated by semicolons")]
    [InlineData("http://localhost:0", "cannot be listened on: Dynamic port binding is not supported when binding to localhost.")]
    public async Task Start_UrlsThatCannotBeListenedOn_NamesThemWithoutATrace(string urls, string reason)
    {
        var (exit, output) = await HostProcess.RunAsync(null, "--config", _folder.Write("a.json", "{}"), "--urls", urls);

        Assert.Equal(1, exit);
        Assert.StartsWith($"urls = '{urls}': {reason}", output, StringComparison.Ordinal);
        Assert.Contains("(in the command line)", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_AddressOfAnotherMachine_NamesItWithoutATrace()
    {
        // TEST-NET-1 (RFC 5737): an address that no machine has.
        var (exit, output) = await HostProcess.RunAsync(null, "--config", _folder.Write("a.json", """{ "Kestrel": { "Endpoints": { "x": { "Url": "http://192.0.2.1:8080" } } } }"""));

        Assert.Equal(1, exit);
        Assert.Contains("Cannot listen: ", output, StringComparison.Ordinal);
        Assert.Contains("Kestrel:Endpoints:x:Url = 'http://192.0.2.1:8080'", output, StringComparison.Ordinal);
        Assert.DoesNotContain("--urls", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WrongLogLevel_SaysTheSameAsCheck()
    {
        var file = _folder.Write("loud.json", """{ "Logging": { "LogLevel": { "Default": "Loud" } } }""");

        var (startExit, start) = await HostProcess.RunAsync(null, "--config", file);
        var (checkExit, check) = await HostProcess.RunAsync(null, "check", "--config", file);

        Assert.Equal((1, 1), (startExit, checkExit));
        Assert.Equal(check, start);
        Assert.StartsWith("Logging:LogLevel:Default = 'Loud': must be one of Trace, Debug, Information, Warning, Error, Critical, None (in ", start, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_ToldToStopBeforeItListens_EndsQuietly()
    {
        using var output = new StringWriter();
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        Assert.Equal(0, await ServeCommand.RunAsync([_folder.Write("a.json", "{}")], "http://127.0.0.1:0", output, output, stop.Token));
        Assert.Equal("", output.ToString());
    }

    [Fact]
    public async Task Start_SigtermOnceTheConfigurationIsLive_EndsWithoutATrace()
    {
        await using var process = ChildProcess.Start(
            "the host", Programs.Dotnet, [Path.Combine(AppContext.BaseDirectory, "CometGateway.Host.dll"), "--config", _folder.Write("a.json", "{}"), "--urls", "http://127.0.0.1:0"]);
        await process.Output.FirstAsync(line => line.Contains("Configuration 1 is live", StringComparison.Ordinal), "the first configuration", Patience.Start);

        // Whether the server listens by then is the machine's affair; the end is the same.
        var exit = await process.TerminateAsync();

        Assert.True(exit is 0, process.Output.Dump());
        Assert.DoesNotContain(process.Output.Items, line => line.Contains("   at ", StringComparison.Ordinal));
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
