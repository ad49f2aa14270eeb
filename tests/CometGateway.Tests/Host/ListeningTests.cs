using CometGateway.Host;
using Microsoft.Extensions.Configuration;

namespace CometGateway.Tests.Host;

public sealed class ListeningTests
{
    [Theory]
    [InlineData(true, "http://127.0.0.1:5080")]
    [InlineData(false, "http://0.0.0.0:8080")]
    public void SetDefault_NothingSaid_DependsOnTheDemo(bool isDemo, string urls)
    {
        using var configuration = new ConfigurationManager();

        Listening.SetDefault(configuration, isDemo);

        Assert.Equal(urls, configuration["urls"]);
    }

    [Theory]
    [InlineData("Urls", "http://127.0.0.1:1")]
    [InlineData("HTTP_PORTS", "8081")]
    [InlineData("Kestrel:Endpoints:a:Url", "http://127.0.0.1:1")]
    public void SetDefault_Said_LeavesIt(string key, string value)
    {
        using var configuration = new ConfigurationManager();
        configuration[key] = value;

        Listening.SetDefault(configuration, isDemo: false);

        Assert.NotEqual("http://0.0.0.0:8080", configuration["urls"]);
    }

    [Theory]
    [InlineData("http://0.0.0.0:8080;https://*:8443", 0)]
    [InlineData("localhost:80", 1)]
    [InlineData("ftp://localhost;nonsense", 2)]
    public void ProblemsIn_Addresses_NamesThoseThatAreNone(string urls, int problems)
    {
        using var configuration = new ConfigurationManager();
        configuration["urls"] = urls;

        Assert.Equal(problems, Listening.ProblemsIn(configuration).Count());
    }
}
