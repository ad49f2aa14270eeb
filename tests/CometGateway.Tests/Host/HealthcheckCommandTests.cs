using System.Globalization;
using CometGateway.Host;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using Microsoft.AspNetCore.Http;

namespace CometGateway.Tests.Host;

public sealed class HealthcheckCommandTests
{
    [Theory]
    [InlineData(StatusCodes.Status200OK, 0)]
    [InlineData(StatusCodes.Status503ServiceUnavailable, 1)]
    public async Task Run_Answer_IsOneLineAndTheExitCode(int status, int exit)
    {
        await using var site = await ScriptedSite.StartAsync();
        site.On("/healthz", Answers.Status(status));
        var url = new Uri(site.Address, "/healthz").ToString();

        Assert.Equal((exit, $"{url} answered {status}.\n"), await RunAsync(url));
    }

    [Fact]
    public async Task Run_NobodyListens_SaysSo()
    {
        Uri address;
        await using (var site = await ScriptedSite.StartAsync()) address = site.Address;

        var (exit, output) = await RunAsync(address.ToString());

        Assert.Equal(1, exit);
        Assert.StartsWith($"{address} does not answer: ", output, StringComparison.Ordinal);
        Assert.Single(output.Trim().Split('\n'));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("/healthz")]
    [InlineData("ftp://127.0.0.1/healthz")]
    [InlineData("")]
    public async Task Run_NoUrlOfHttp_SaysWhatIsAllowed(string url) => Assert.Equal(
        (1, $"--url = '{url}': must be an http or https URL like http://127.0.0.1:8080/healthz\n"),
        await RunAsync(url));

    [Fact]
    public async Task CommandLine_Url_IsAsked()
    {
        await using var site = await ScriptedSite.StartAsync();
        site.On("/healthz", Answers.Status(StatusCodes.Status200OK));
        var url = new Uri(site.Address, "/healthz").ToString();

        Assert.Equal((0, $"{url} answered 200."), await HostProcess.RunAsync(null, "healthcheck", "--url", url));
    }

    [Theory]
    [InlineData("""{ "Urls": "http://0.0.0.0:0000" }""")]
    [InlineData("""{ "Urls": "http://gateway.example:0000" }""")]
    [InlineData("""{ "Kestrel": { "Endpoints": { "x": { "Url": "http://*:0000" } } } }""")]
    [InlineData("""{ "HTTP_PORTS": "0000" }""")]
    public async Task Run_WithoutAUrl_AsksWhereTheFileSaysThatItListens(string file)
    {
        await using var site = await ScriptedSite.StartAsync();
        site.On("/healthz", Answers.Status(StatusCodes.Status200OK));
        using var folder = new TempFolder();
        var path = folder.Write("gateway.json", file.Replace("0000", site.Address.Port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));

        Assert.Equal((0, $"http://127.0.0.1:{site.Address.Port}/healthz answered 200.\n"), await RunAsync(null, path));
    }

    [Fact]
    public async Task CommandLine_FileThatWasChangedAndNotTakenOver_AsksWhereTheEnvironmentSays()
    {
        await using var site = await ScriptedSite.StartAsync();
        site.On("/healthz", Answers.Status(StatusCodes.Status200OK));
        using var folder = new TempFolder();
        var environment = HostProcess.Environment(("ASPNETCORE_HTTP_PORTS", site.Address.Port.ToString(CultureInfo.InvariantCulture)));
        foreach (var file in (string[])["""{ "Kestrel": { "Endpoints": { "x": { "Url": "http://127.0.0.1:1" } } } }""", "{ broken"])
        {
            var path = folder.Write("gateway.json", file);
            Assert.Equal((0, $"http://127.0.0.1:{site.Address.Port}/healthz answered 200."), await HostProcess.RunAsync(environment, "healthcheck", "--config", path));
        }
    }

    [Fact]
    public async Task CommandLine_ProxyOfTheEnvironment_IsNotAsked()
    {
        await using var site = await ScriptedSite.StartAsync();
        site.On("/healthz", Answers.Status(StatusCodes.Status200OK));
        var environment = HostProcess.Environment(("HTTP_PROXY", "http://127.0.0.1:1"), ("ASPNETCORE_HTTP_PORTS", site.Address.Port.ToString(CultureInfo.InvariantCulture)));

        Assert.Equal((0, $"http://127.0.0.1:{site.Address.Port}/healthz answered 200."), await HostProcess.RunAsync(environment, "healthcheck"));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("8080x;8081")]
    public async Task CommandLine_PortsOfTheEnvironmentAreNone_SaysWhatIsAllowed(string ports)
    {
        var (exit, output) = await HostProcess.RunAsync(HostProcess.Environment(("ASPNETCORE_HTTP_PORTS", ports)), "healthcheck");

        Assert.Equal(1, exit);
        Assert.StartsWith($"http_ports = '{ports.Split(';')[0]}': must be port numbers like 8080, separated by semicolons", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OnlyAUnixSocket_AsksForAUrl()
    {
        using var folder = new TempFolder();

        var (exit, output) = await RunAsync(null, folder.Write("gateway.json", """{ "Urls": "http://unix:/run/gateway.sock" }"""));

        Assert.Equal(1, exit);
        Assert.StartsWith("urls = 'http://unix:/run/gateway.sock': is no address that HTTP can ask; name one with --url\n", output, StringComparison.Ordinal);
    }

    private static async Task<(int Exit, string Output)> RunAsync(string? url, params string[] files)
    {
        using var output = new StringWriter { NewLine = "\n" };
        return (await HealthcheckCommand.RunAsync(files, url, output, output, CancellationToken.None), output.ToString());
    }
}
