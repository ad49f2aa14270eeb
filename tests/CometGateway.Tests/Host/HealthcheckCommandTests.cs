using CometGateway.Host;
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
    [InlineData("nonsense")]
    [InlineData("8080x;8081")]
    public async Task CommandLine_PortsOfTheEnvironmentAreNone_NamesTheVariable(string ports) => Assert.Equal(
        (1, $"ASPNETCORE_HTTP_PORTS = '{ports}': must be port numbers like 8080, separated by semicolons"),
        await HostProcess.RunAsync(HostProcess.Environment(("ASPNETCORE_HTTP_PORTS", ports)), "healthcheck"));

    private static async Task<(int Exit, string Output)> RunAsync(string url)
    {
        using var output = new StringWriter { NewLine = "\n" };
        return (await HealthcheckCommand.RunAsync(url, output, output, CancellationToken.None), output.ToString());
    }
}
