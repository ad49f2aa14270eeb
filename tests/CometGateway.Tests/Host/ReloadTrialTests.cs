using System.Net;
using System.Net.Sockets;
using CometGateway.Host;
using CometGateway.Host.Files;
using CometGateway.TestKit;
using Microsoft.Extensions.Configuration;

namespace CometGateway.Tests.Host;

public sealed class ReloadTrialTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ConfigurationManager _configuration = new();

    [Theory]
    [InlineData("""{ "Comet": { "Retry": "00:00:03" } }""", null)]
    [InlineData("""{ "Comet": { "Retry": "soon" } }""", "Comet:Retry = 'soon': must be a time")]
    [InlineData("""{ "Logging": { "LogLevel": { "Default": "Loud" } } }""", "Logging:LogLevel:Default = 'Loud': must be one of Trace, Debug")]
    [InlineData("""{ "Logging": { "Console": { "FormatterOptions": { "SingleLine": "maybe" } } } }""", "Logging:Console:FormatterOptions:SingleLine = 'maybe': must be true or false")]
    [InlineData("""{ "ReverseProxy": { "Clusters": { "site": { "Destinations": { "a": { "Address": "legacy2:8080" } } } } } }""", "ReverseProxy:Clusters:site:Destinations:a:Address = 'legacy2:8080': must be an http or https URL")]
    [InlineData("""{ "ReverseProxy": { "Clusters": { "site": {} } } }""", "ReverseProxy:Clusters:site:Destinations: must hold at least one destination")]
    [InlineData("""{ "ReverseProxy": { "Routes": { "r": { "Order": "first" } } } }""", "ReverseProxy:Routes:r:Order = 'first': cannot be read by YARP: ")]
    [InlineData("""{ "Kestrel": { "Endpoints": { "x": { "Url": "htp://z" } } } }""", "Kestrel:Endpoints:x:Url = 'htp://z': must be an address")]
    public async Task ProblemsIn_AChangedFile_AreThoseThatAStartWouldHave(string changed, string? problem)
    {
        var problems = await TryAsync("{}", changed);

        if (problem is null) Assert.Empty(problems);
        else Assert.StartsWith(problem, Assert.Single(problems), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ProblemsIn_WhatALaterSourceOverrides_AreNone()
    {
        _configuration.Sources.Add(new GatewayFileSource(_folder.Write("a.json", "{}")));
        _configuration.AddInMemoryCollection([new("Logging:LogLevel:Default", "Error")]);
        Change("""{ "Logging": { "LogLevel": { "Default": "Loud" } } }""");

        Assert.Empty(await ReloadTrial.ProblemsInAsync(_configuration));
    }

    [Fact]
    public async Task ProblemsIn_AnEndpointOnATakenPort_SaysSo()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        Assert.StartsWith(
            $"Kestrel:Endpoints:a:Url = 'http://127.0.0.1:{port}': cannot be listened on: ",
            Assert.Single(await TryAsync(Endpoint("http://127.0.0.1:0"), Endpoint($"http://127.0.0.1:{port}"))),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.0.0.0", "*")]
    [InlineData("0.0.0.0", "[::]")]
    [InlineData("::1", "localhost")]
    [InlineData("127.0.0.1", "localhost")]
    public async Task ProblemsIn_AnEndpointOfManyAddresses_OfWhichOneIsTaken_SaysSo(string address, string host)
    {
        using var taken = new TcpListener(IPAddress.Parse(address), 0);
        taken.Start();

        Assert.Contains("cannot be listened on: ", Assert.Single(await TryAsync("{}", Endpoint($"http://{host}:{((IPEndPoint)taken.LocalEndpoint).Port}"))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ProblemsIn_AnEndpointThatStaysAsItIs_DoNotHoldUpTheRest()
    {
        const string Endpoints = """ "Kestrel": { "Endpoints": { "a": { "Url": "https://127.0.0.1:0", "Certificate": { "Path": "/gone.pfx" } } } } """;

        Assert.Empty(await TryAsync($$"""{ {{Endpoints}} }""", $$"""{ {{Endpoints}}, "Comet": { "Retry": "00:00:03" } }"""));
        Assert.Contains("gone.pfx", Assert.Single(await TryAsync("{}", $$"""{ {{Endpoints}} }""")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ProblemsIn_AnEndpointOnAPortThatOneOfOursLeaves_AreNone()
    {
        using var ours = new TcpListener(IPAddress.Loopback, 0);
        ours.Start();
        var port = ((IPEndPoint)ours.LocalEndpoint).Port;

        Assert.Empty(await TryAsync(Endpoint($"http://127.0.0.1:{port}"), Endpoint($"http://*:{port}")));
    }

    [Fact]
    public async Task ProblemsIn_TheLastEndpointGone_SaysThatNobodyWouldListen() => Assert.StartsWith(
        "Kestrel:Endpoints: must keep an endpoint until the next start",
        Assert.Single(await TryAsync(Endpoint("http://127.0.0.1:0"), """{ "Urls": "http://127.0.0.1:0" }""")),
        StringComparison.Ordinal);

    public void Dispose()
    {
        _configuration.Dispose();
        _folder.Dispose();
    }

    private static string Endpoint(string url) => $$"""{ "Kestrel": { "Endpoints": { "a": { "Url": "{{url}}" } } } }""";

    private async Task<IReadOnlyList<string>> TryAsync(string before, string after)
    {
        _configuration.Sources.Clear();
        _configuration.Sources.Add(new GatewayFileSource(_folder.Write("a.json", before)));
        Change(after);
        return [.. (await ReloadTrial.ProblemsInAsync(_configuration)).Select(problem => problem.ToString())];
    }

    // Nobody has heard of it yet.
    private void Change(string text)
    {
        _folder.Write("a.json", text);
        var file = ((IConfigurationRoot)_configuration).Providers.OfType<GatewayFileProvider>().Single();
        file.Refresh();
        Assert.True(file.Refresh());
    }
}
