using CometGateway.Host;
using CometGateway.TestKit;

namespace CometGateway.Tests.Host;

public sealed class CheckCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task Run_NoFile_ChecksTheBuiltInDemo() => Assert.Equal((0, "The configuration is usable: 9 routes, 8 of them watched.\n"), await CheckAsync());

    [Fact]
    public async Task Run_MissingFile_SaysSo()
    {
        var file = _folder["none.json"];

        Assert.Equal((1, $"{file}: does not exist; --config takes the path of a JSON file\n1 problem: the configuration is refused.\n"), await CheckAsync(file));
    }

    [Theory]
    [InlineData("{\n  \"Comet\": tru\n}", ": is not valid JSON at line 2, column 15: ")]
    [InlineData("{ \"Comet\": {} ", ": is not valid JSON at line 1, column ")]
    [InlineData("", ": is not valid JSON at line 1, column 1: ")]
    [InlineData("[]", ": cannot be used: ")]
    [InlineData("{ \"Urls\": \"a\", \"urls\": \"b\" }", ": cannot be used: ")]
    public async Task Run_NotJson_NamesFileLineAndColumn(string text, string reason)
    {
        var file = _folder.Write("broken.json", text);

        var (exit, output) = await CheckAsync(file);

        Assert.Equal(1, exit);
        Assert.StartsWith(file + reason, output, StringComparison.Ordinal);
        Assert.Equal(2, output.Trim().Split('\n').Length);
    }

    [Fact]
    public async Task Run_SeveralUnreadableFiles_NamesThemAll()
    {
        var (_, output) = await CheckAsync(_folder["one.json"], _folder.Write("two.json", "{"), _folder.Write("three.json", "{}"));

        Assert.Contains("one.json: does not exist", output, StringComparison.Ordinal);
        Assert.Contains("two.json: is not valid JSON", output, StringComparison.Ordinal);
        Assert.Contains("2 problems", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ProblemsOfEveryKind_PrintsAllOfThem()
    {
        var file = _folder.Write("bad.json", """
            {
              "Urls": "localhost",
              "ReverseProxy": {
                "Routes": {
                  "a": { "ClusterId": "site", "Match": { "Path": "/a" }, "Metadata": { "CometPolicy": "lvie" } },
                  "b": { "ClusterId": "site", "Match": { "Path": "/b/{x" } },
                  "c": { "ClusterId": "none", "Match": { "Path": "/c" }, "Metadata": { "CometPolicy": "live" } },
                  "d": { "ClusterId": "site", "Match": { "Path": "/d" }, "Transforms": [ { "PathRemovePrefixx": "/d" } ] },
                  "e": { "ClusterId": "site", "Match": { "Path": "/e" }, "AuthorizationPolicy": "nobody" }
                },
                "Clusters": {
                  "site": { "LoadBalancingPolicy": "Bogus", "Destinations": { "a": { "Address": "legacy:8080" }, "b": { "Address": "me:secret@legacy" } } },
                  "empty": {}
                }
              },
              "Comet": { "KeepAlive": "x", "Policies": { "live": { "Poll": { "Interval": "2s" } } } }
            }
            """);

        var (exit, output) = await CheckAsync(file);

        Assert.Equal(1, exit);
        Assert.All(
            new[]
            {
                "urls = 'localhost': must be addresses like http://0.0.0.0:8080, separated by semicolons (in bad.json)",
                "Comet:KeepAlive = 'x': must be a time",
                "Comet:Policies:live:Poll:Interval = '2s': must be a time between 00:00:00.050 and 1.00:00:00 like 00:00:05 (in bad.json)",
                "ReverseProxy:Routes:a:Metadata:CometPolicy = 'lvie': must be one of the names under Comet:Policies: live; did you mean live? (in bad.json)",
                "ReverseProxy:Routes:b: Invalid path '/b/{x' for route 'b'. (in bad.json)",
                "ReverseProxy:Routes:c:ClusterId = 'none': must be the name of a cluster where the route has a CometPolicy (in bad.json)",
                "ReverseProxy:Routes:d: Unknown transform",
                "ReverseProxy:Routes:e: AuthorizationPolicy 'nobody' must be 'anonymous' or left out: this program has no authentication scheme",
                "ReverseProxy:Clusters:site: No matching ILoadBalancingPolicy found",
                "ReverseProxy:Clusters:site:Destinations:a:Address = 'legacy:8080': must be an http or https URL like http://legacy:8080/ (in bad.json)",
                "ReverseProxy:Clusters:site:Destinations:b:Address: must be an http or https URL",
                "ReverseProxy:Clusters:empty:Destinations: must hold at least one destination",
                "12 problems: the configuration is refused.",
            },
            line => Assert.Contains(line, output.Replace(_folder.Path + Path.DirectorySeparatorChar, "", StringComparison.Ordinal), StringComparison.Ordinal));
        Assert.DoesNotContain("secret", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ValueThatYarpCannotRead_IsAProblem()
    {
        var (exit, output) = await CheckAsync(_folder.Write("bad.json", """{ "ReverseProxy": { "Routes": { "a": { "Order": "first", "Match": { "Path": "/" } } } }, "Comet": { "Retry": 1 } }"""));

        Assert.Equal(1, exit);
        Assert.Contains("ReverseProxy: cannot be read by YARP: ", output, StringComparison.Ordinal);
        Assert.Contains("first", output, StringComparison.Ordinal);
        Assert.Contains("Comet:Retry = '1'", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AuthorizationPolicy", "default", "must be 'anonymous' or left out: this program has no authentication scheme")]
    [InlineData("AuthorizationPolicy", "staff", "must be 'anonymous' or left out: this program has no authentication scheme")]
    [InlineData("RateLimiterPolicy", "default", "must be 'disable' or left out: this program has no rate limiter")]
    [InlineData("RateLimiterPolicy", "few", "must be 'disable' or left out: this program has no rate limiter")]
    public async Task Run_RoutePolicyThatThisHostCannotServe_IsOneProblem(string key, string value, string allowed)
    {
        var (exit, output) = await CheckAsync(_folder.Write("bad.json", $$"""
            {
              "ReverseProxy": {
                "Routes": { "a": { "ClusterId": "site", "Match": { "Path": "/" }, "{{key}}": "{{value}}" } },
                "Clusters": { "site": { "Destinations": { "a": { "Address": "http://legacy:8080/" } } } }
              }
            }
            """));

        Assert.Equal(1, exit);
        Assert.Contains($"ReverseProxy:Routes:a: {key} '{value}' {allowed}", output, StringComparison.Ordinal);
        Assert.Contains("1 problem:", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OnlyWarnings_IsUsable()
    {
        var (exit, output) = await CheckAsync(_folder.Write("odd.json", """
            { "ReverseProxy": { "Routes": { "a": { "ClusterId": "sitte", "Match": { "Path": "/" } } }, "Clusters": { "site": { "Destinations": { "a": { "Address": "http://legacy:8080/" } } } } }, "Comet": { "Policies": { "spare": {} } } }
            """));

        Assert.Equal(0, exit);
        Assert.Contains("warning: ReverseProxy:Routes:a:ClusterId = 'sitte': names no cluster; there are: site; did you mean site?", output, StringComparison.Ordinal);
        Assert.Contains("warning: Comet:Policies:spare: is used by no route", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_NoRoutes_Warns() =>
        Assert.Contains("warning: ReverseProxy:Routes: is empty: every request will be answered 404", (await CheckAsync(_folder.Write("empty.json", "{}"))).Output, StringComparison.Ordinal);

    [Fact]
    public async Task Run_LaterFile_OverridesEarlierOnes()
    {
        var (bad, good) = (_folder.Write("bad.json", """{ "Comet": { "KeepAlive": "x" } }"""), _folder.Write("good.json", """{ "Comet": { "KeepAlive": "00:00:09" } }"""));

        Assert.Equal(0, (await CheckAsync(bad, good)).Exit);
        Assert.Equal(1, (await CheckAsync(good, bad)).Exit);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<(int Exit, string Output)> CheckAsync(params string[] files)
    {
        using var output = new StringWriter { NewLine = "\n" };
        return (await CheckCommand.RunAsync(files, output), output.ToString());
    }
}
