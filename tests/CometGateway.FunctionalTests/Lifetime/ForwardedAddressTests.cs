using System.Net;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using CometGateway.TestKit.Streams;

namespace CometGateway.FunctionalTests.Lifetime;

/// <summary>Behind another proxy, with the variable that the README names, limits count the addresses that the proxy forwards.</summary>
public sealed class ForwardedAddressTests
{
    private const string Page = "/watched/page";

    [Theory]
    [InlineData("true", HttpStatusCode.OK)]
    [InlineData(null, HttpStatusCode.TooManyRequests)]
    public async Task SessionsPerAddress_CountsForwardedAddresses_WhereTheVariableSaysSo(string? variable, HttpStatusCode another)
    {
        await using var site = (await ScriptedSite.StartAsync()).SetBody(Page, "text/plain", "one");
        using var folder = new TempFolder();
        var config = folder.Write("gateway.json", WatchedConfiguration.For(site.Address, """{ "Limits": { "SessionsPerAddress": 1 } }"""));
        await using var gateway = await GatewayProcess.StartAsync(
            config, environment: new Dictionary<string, string?>(StringComparer.Ordinal) { ["ASPNETCORE_FORWARDEDHEADERS_ENABLED"] = variable });
        await using var first = Open(gateway, "203.0.113.1");
        await first.WaitForAsync(one => one.Data is "one", "the state");

        await using var sameAddress = Open(gateway, "203.0.113.1");
        await using var anotherAddress = Open(gateway, "203.0.113.2");

        Assert.Equal((HttpStatusCode.TooManyRequests, another), (await sameAddress.AnswerAsync(), await anotherAddress.AnswerAsync()));
    }

    private static SseClient Open(GatewayProcess gateway, string address) => SseClient.Open(
        new(gateway.Address, Page), new() { Headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["X-Forwarded-For"] = address } });
}
