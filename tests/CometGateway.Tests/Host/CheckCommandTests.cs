using CometGateway.Host;
using CometGateway.TestKit;

namespace CometGateway.Tests.Host;

public sealed class CheckCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task Run_NoFile_ChecksTheBuiltInDemo()
    {
        var (exit, output) = await CheckAsync();

        Assert.Equal(0, exit);
        Assert.StartsWith("The configuration is usable: 9 routes, 8 of them watched.\nWatched by ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WatchedRoutes_AreListedByPolicy()
    {
        var (_, output) = await CheckAsync(_folder.Write("a.json", WithRoutes(
            """
            "prices": { "ClusterId": "site", "Match": { "Path": "/prices" }, "Metadata": { "CometPolicy": "live" } },
            "orders": { "ClusterId": "site", "Match": { "Path": "/orders" }, "Metadata": { "CometPolicy": "LIVE" } },
            "news": { "ClusterId": "site", "Match": { "Path": "/news" }, "Metadata": { "CometPolicy": "daily" } },
            "rest": { "ClusterId": "site", "Match": { "Path": "{**rest}" } }
            """,
            """ "live": {}, "daily": {} """)));

        Assert.Equal("The configuration is usable: 4 routes, 3 of them watched.\nWatched by daily: news\nWatched by live: orders, prices\n", output);
    }

    [Theory]
    [InlineData("""{ "Path": "/a/{x}" }""", """{ "Path": "a/{y}/" }""", true)]
    [InlineData("""{ "Path": "/a", "Methods": [ "GET", "POST" ] }""", """{ "Path": "/A", "Methods": [ "get" ] }""", true)]
    [InlineData("""{ "Hosts": [ "one.example" ] }""", """{ "Path": "{**rest}", "Hosts": [ "two.example", "one.example" ] }""", true)]
    [InlineData("""{ "Path": "/a", "Headers": [ { "Name": "X", "Values": [ "1" ] } ] }""", """{ "Path": "/a", "Headers": [ { "Name": "X", "Values": [ "1" ] } ] }""", true)]
    [InlineData("""{ "Path": "/a" }""", """{ "Path": "/a", "Methods": [ "GET" ] }""", false)]
    [InlineData("""{ "Path": "/a", "Methods": [ "POST" ] }""", """{ "Path": "/a", "Methods": [ "GET" ] }""", false)]
    [InlineData("""{ "Path": "/a", "Hosts": [ "one.example" ] }""", """{ "Path": "/a", "Hosts": [ "two.example" ] }""", false)]
    [InlineData("""{ "Path": "/a", "Headers": [ { "Name": "X", "Values": [ "1" ] } ] }""", """{ "Path": "/a" }""", false)]
    [InlineData("""{ "Path": "/a/{x:int}" }""", """{ "Path": "/a/{x}" }""", false)]
    public async Task Run_TwoRoutesWithTheSameMatch_Warns(string one, string other, bool isWarned)
    {
        var (exit, output) = await CheckAsync(_folder.Write("a.json", WithRoutes($$"""
            "one": { "ClusterId": "site", "Match": {{one}} },
            "other": { "ClusterId": "site", "Match": {{other}} }
            """)));

        Assert.Equal(0, exit);
        Assert.Equal(isWarned, output.Contains("warning: ReverseProxy:Routes:other:Match: says the same as Routes:one:Match, with the same Order: what both match is answered 500", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_SameMatchWithAnOrderOfItsOwn_IsNoWarning() => Assert.StartsWith(
        "The configuration is usable",
        (await CheckAsync(_folder.Write("a.json", WithRoutes("""
            "one": { "ClusterId": "site", "Match": { "Path": "/a" } },
            "other": { "ClusterId": "site", "Match": { "Path": "/a" }, "Order": 1 }
            """)))).Output,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("""  "Metadata": { "CometPolcy": "live" } """, "Metadata:CometPolcy = 'live': does nothing here; did you mean CometPolicy?")]
    [InlineData("""  "Metadata": { "Comet-Policy": "live" } """, "Metadata:Comet-Policy = 'live': does nothing here; did you mean CometPolicy?")]
    [InlineData("""  "CometPolicy": "live" """, "CometPolicy = 'live': does nothing here; did you mean \"Metadata\": { \"CometPolicy\": … }?")]
    [InlineData("""  "CometPolcy": "live" """, "CometPolcy = 'live': does nothing here; did you mean \"Metadata\": { \"CometPolicy\": … }?")]
    [InlineData("""  "CorsPolicy": "disable", "Metadata": { "cometpolicy": "live", "CachePolicy": "x" } """, null)]
    public async Task Run_KeyThatLooksLikeAPolicys_Warns(string route, string? warning)
    {
        var (exit, output) = await CheckAsync(_folder.Write("a.json", WithRoutes($$""" "a": { "ClusterId": "site", "Match": { "Path": "/a" }, {{route}} } """, """ "live": {} """)));

        Assert.Equal(0, exit);
        if (warning is null) Assert.DoesNotContain("warning:", output, StringComparison.Ordinal);
        else Assert.Contains($"warning: ReverseProxy:Routes:a:{warning}", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "Poll": { "Interval": "00:00:02" } }""")]
    [InlineData("""[ "live" ]""")]
    [InlineData("null")]
    public async Task Run_PolicyThatIsNoName_SaysWhatIsAllowed(string policy)
    {
        var (exit, output) = await CheckAsync(_folder.Write("a.json", WithRoutes($$""" "a": { "ClusterId": "site", "Match": { "Path": "/a" }, "Metadata": { "CometPolicy": {{policy}} } } """, """ "live": {} """)));

        Assert.Equal(1, exit);
        Assert.StartsWith("ReverseProxy:Routes:a:Metadata:CometPolicy: must be one of the names under Comet:Policies: live (in ", output, StringComparison.Ordinal);
        Assert.EndsWith("\n1 problem: the configuration is refused.\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_PoliciesAsAnArray_SaysThatAnObjectIsWanted()
    {
        var (exit, output) = await CheckAsync(_folder.Write("bad.json", """{ "Comet": { "Policies": [ { "Linger": "00:00:01" } ] } }"""));

        Assert.Equal(1, exit);
        Assert.StartsWith("Comet:Policies: must be an object of named objects like { \"name\": { … } } (in ", output, StringComparison.Ordinal);
        Assert.Contains("1 problem:", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ProblemsOfLogsAndAddresses_AreFoundTogether()
    {
        var (exit, output) = await CheckAsync(_folder.Write("bad.json", """
            { "Urls": "http://127.0.0.1:99999", "Logging": { "LogLevel": { "Default": "Loud" }, "Console": { "LogLevel": { "Yarp": "Error" } } }, "Comet": { "Retry": "soon" } }
            """));

        Assert.Equal(1, exit);
        Assert.Contains("urls = 'http://127.0.0.1:99999': must be addresses", output, StringComparison.Ordinal);
        Assert.Contains("Logging:LogLevel:Default = 'Loud': must be one of Trace, Debug", output, StringComparison.Ordinal);
        Assert.Contains("3 problems:", output, StringComparison.Ordinal);
    }

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
        Assert.Contains("ReverseProxy:Routes:a:Order = 'first': cannot be read by YARP: ", output, StringComparison.Ordinal);
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

    private static string WithRoutes(string routes, string policies = "") => $$"""
        {
          "ReverseProxy": {
            "Routes": { {{routes}} },
            "Clusters": { "site": { "Destinations": { "a": { "Address": "http://legacy:8080/" } } } }
          },
          "Comet": { "Policies": { {{policies}} } }
        }
        """;

    private static async Task<(int Exit, string Output)> CheckAsync(params string[] files)
    {
        using var output = new StringWriter { NewLine = "\n" };
        return (await CheckCommand.RunAsync(files, output), output.ToString());
    }
}
