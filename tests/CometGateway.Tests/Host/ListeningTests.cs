using System.Security.Cryptography.X509Certificates;
using CometGateway.Host;
using CometGateway.TestKit;
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
    [InlineData("http://0.0.0.0:8080;http://*:8443;http://[::1]:8081;http://unix:/tmp/gateway.sock", 0)]
    [InlineData("localhost:80", 1)]
    [InlineData("ftp://localhost;nonsense", 2)]
    [InlineData("http://127.0.0.1:99999;http://127.0.0.1:-1;http://127.0.0.1:80a;http://127.0.0.1:80/base", 4)]
    public async Task ProblemsIn_Addresses_NamesThoseThatAreNone(string urls, int problems)
    {
        using var configuration = new ConfigurationManager();
        configuration["urls"] = urls;

        Assert.Equal(problems, (await Listening.ProblemsInAsync(configuration)).Count);
    }

    [Theory]
    [InlineData("http_ports", "99999", "http_ports = '99999': must be port numbers like 8080, separated by semicolons")]
    [InlineData("http_ports", "8080;eighty", "http_ports = 'eighty': must be port numbers like 8080, separated by semicolons")]
    [InlineData("Kestrel:Endpoints:x:Url", "htp://z", "Kestrel:Endpoints:x:Url = 'htp://z': must be an address like http://0.0.0.0:8080")]
    [InlineData("Kestrel:Endpoints:x:Url", "http://z:80/base", "Kestrel:Endpoints:x:Url = 'http://z:80/base': must be an address like http://0.0.0.0:8080")]
    public async Task ProblemsIn_OtherKeys_NamesKeyAndValue(string key, string value, string problem)
    {
        using var configuration = new ConfigurationManager();
        configuration[key] = value;

        Assert.Equal(problem, Assert.Single(await Listening.ProblemsInAsync(configuration)).ToString());
    }

    [Fact]
    public async Task ProblemsIn_SeveralEndpoints_NamesEachThatTheServerCannotUse()
    {
        using var certificate = SelfSigned.Create();
        using var key = certificate.GetECDsaPrivateKey()!;
        using var folder = new TempFolder();
        using var configuration = new ConfigurationManager();
        configuration["Kestrel:Endpoints:good:Url"] = "https://127.0.0.1:1";
        configuration["Kestrel:Endpoints:good:Certificate:Path"] = folder.Write("certificate.pem", certificate.ExportCertificatePem());
        configuration["Kestrel:Endpoints:good:Certificate:KeyPath"] = folder.Write("key.pem", key.ExportPkcs8PrivateKeyPem());
        configuration["Kestrel:Endpoints:missing:Url"] = "https://127.0.0.1:2";
        configuration["Kestrel:Endpoints:missing:Certificate:Path"] = folder["nope.pfx"];
        configuration["Kestrel:Endpoints:nowhere:Protocols"] = "Http1";

        var problems = (await Listening.ProblemsInAsync(configuration)).Select(problem => problem.ToString()).ToList();

        Assert.Equal(2, problems.Count);
        Assert.StartsWith("Kestrel:Endpoints:missing:Url = 'https://127.0.0.1:2': cannot be listened on: ", problems[0], StringComparison.Ordinal);
        Assert.Contains(folder["nope.pfx"], problems[0], StringComparison.Ordinal);
        Assert.StartsWith("Kestrel:Endpoints:nowhere:Url: cannot be listened on: ", problems[1], StringComparison.Ordinal);
    }

    // A certificate file that is there and holds none stands for a missing one, which a developer's machine may have.
    [Fact]
    public async Task ProblemsIn_UrlsWithoutAUsableCertificate_NamesTheUrl()
    {
        using var folder = new TempFolder();
        using var configuration = new ConfigurationManager();
        configuration["urls"] = "https://127.0.0.1:1";
        configuration["Kestrel:Certificates:Default:Path"] = folder.Write("empty.pem", "nothing");

        Assert.StartsWith("urls = 'https://127.0.0.1:1': cannot be listened on: ", Assert.Single(await Listening.ProblemsInAsync(configuration)).ToString(), StringComparison.Ordinal);
    }
}
