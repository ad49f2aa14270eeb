using CometGateway.Configuration;
using CometGateway.Core.Deltas;
using CometGateway.Core.Watching;
using Microsoft.Extensions.Configuration;

namespace CometGateway.Tests.Configuration;

public sealed class CometSettingsReaderTests
{
    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{ "Limits": {}, "Policies": null, "KeepAlive": null }""")]
    public void Read_EmptySection_GivesTheDefaults(string comet)
    {
        var reading = ConfigurationText.Read(comet);

        Assert.Empty(reading.Problems);
        Assert.Empty(reading.Settings.Policies);
        var expected = new CometSettings();
        Assert.Equal(expected, reading.Settings with { Policies = expected.Policies, Origins = expected.Origins });
    }

    [Fact]
    public void Read_EmptyPolicy_IsComplete()
    {
        var reading = ConfigurationText.ReadPolicy("{}");

        Assert.Empty(reading.Problems);
        Assert.Equal(new CometPolicy { Name = "live" }, reading.Settings.Policies["live"]);
    }

    [Fact]
    public void Read_EveryKindOfValue_IsTaken()
    {
        var reading = ConfigurationText.Read("""
            {
              "KeepAlive": "00:00:15", "ConnectionBytes": 0, "StatusPage": "on", "RefreshKey": "0123456789abcdef",
              "Limits": { "Sessions": 7 }, "Origins": { "site": { "MaxPollsPerSecond": 0.5 } },
              "Policies": { "live": {
                "Poll": { "Interval": "00:00:00.250", "Adaptive": true }, "Audience": "Everyone", "Events": "json-patch", "KeyBy": [ "/rows/*/nr" ], "Select": "/rows",
                "Ignore": [ "/generatedAt", "/rows/*/age" ], "IgnoreQuery": [] } }
            }
            """);

        Assert.Equal("", reading.Lines());
        var (settings, policy) = (reading.Settings, reading.Settings.Policies["LIVE"]);
        Assert.Equal(TimeSpan.FromSeconds(15), settings.KeepAlive);
        Assert.Equal(0, settings.ConnectionBytes);
        Assert.Equal(StatusPageMode.On, settings.StatusPage);
        Assert.Equal("0123456789abcdef", settings.RefreshKey);
        Assert.Equal(new LimitSettings { Sessions = 7 }, settings.Limits);
        Assert.Equal(new OriginSettings { MaxPollsPerSecond = 0.5 }, settings.Origins["Site"]);
        Assert.Equal(new PollPolicy { Interval = TimeSpan.FromMilliseconds(250), Adaptive = true }, policy.Poll);
        Assert.Equal(AudienceMode.Everyone, policy.Audience);
        Assert.Equal(EventForm.JsonPatch, policy.Events);
        Assert.Equal(["/rows/*/nr"], policy.KeyBy);
        Assert.Equal("/rows", policy.Select);
        Assert.Equal(["/generatedAt", "/rows/*/age"], policy.Ignore);
        Assert.Empty(policy.IgnoreQuery);
    }

    [Theory]
    [InlineData("""{ "KeepAlive": "2s" }""", "Comet:KeepAlive = '2s': must be a time between 00:00:01 and 01:00:00 like 00:00:20")]
    [InlineData("""{ "KeepAlive": 20 }""", "Comet:KeepAlive = '20': must be a time between 00:00:01 and 01:00:00 like 00:00:20")]
    [InlineData("""{ "KeepAlive": "00:20" }""", "Comet:KeepAlive = '00:20': must be a time between 00:00:01 and 01:00:00 like 00:00:20")]
    [InlineData("""{ "KeepAlive": "" }""", "Comet:KeepAlive = '': must be a time between 00:00:01 and 01:00:00 like 00:00:20")]
    [InlineData("""{ "KeepAlive": "00:00:00.999" }""", "Comet:KeepAlive = '00:00:00.999': must be a time between 00:00:01 and 01:00:00 like 00:00:20")]
    [InlineData("""{ "KeepAlive": "01:00:00.001" }""", "Comet:KeepAlive = '01:00:00.001': must be a time between 00:00:01 and 01:00:00 like 00:00:20")]
    [InlineData("""{ "KeepAlive": { "Seconds": 3 } }""", "Comet:KeepAlive: must be a time between 00:00:01 and 01:00:00 like 00:00:20")]
    [InlineData("""{ "Limits": { "Sessions": 0 } }""", "Comet:Limits:Sessions = '0': must be a whole number between 1 and 10000000")]
    [InlineData("""{ "Limits": { "Sessions": 1.5 } }""", "Comet:Limits:Sessions = '1.5': must be a whole number between 1 and 10000000")]
    [InlineData("""{ "Limits": { "Sessions": 99999999999 } }""", "Comet:Limits:Sessions = '99999999999': must be a whole number between 1 and 10000000")]
    [InlineData("""{ "Limits": { "MaxDeltaBytes": 1073741825 } }""", "Comet:Limits:MaxDeltaBytes = '1073741825': must be a whole number between 0 and 1073741824")]
    [InlineData("""{ "Limits": 5 }""", "Comet:Limits = '5': must be an object like { … }")]
    [InlineData("""{ "Limits": [] }""", "Comet:Limits = '': must be an object like { … }")]
    [InlineData("""{ "Origin": { "MaxPollsPerSecond": "NaN" } }""", "Comet:Origin:MaxPollsPerSecond = 'NaN': must be a number between 0.01 and 100000")]
    [InlineData("""{ "StatusPage": false }""", "Comet:StatusPage = 'False': must be one of Off, Local, On")]
    [InlineData("""{ "StatusPage": 1 }""", "Comet:StatusPage = '1': must be one of Off, Local, On")]
    [InlineData("""{ "Policies": "live" }""", "Comet:Policies = 'live': must be an object of named objects like { \"name\": { … } }")]
    [InlineData("""{ "Policies": { "live": 5 } }""", "Comet:Policies:live = '5': must be an object like { … }")]
    [InlineData("\"x\"", "Comet = 'x': must be an object like { … }")]
    public void Read_WrongValue_NamesKeyValueAndWhatIsAllowed(string comet, string line) => Assert.Equal(line, ConfigurationText.Read(comet).Lines());

    [Theory]
    [InlineData("""{ "Poll": { "Adaptive": "yes" } }""", "Comet:Policies:live:Poll:Adaptive = 'yes': must be true or false")]
    [InlineData("""{ "Events": "jsonpatch" }""", "Comet:Policies:live:Events = 'jsonpatch': must be one of snapshot, json-patch, merge-patch, text-delta, items")]
    [InlineData("""{ "Select": { "Css": "p" } }""", "Comet:Policies:live:Select: must be text")]
    [InlineData("""{ "Ignore": "/x" }""", "Comet:Policies:live:Ignore = '/x': must be a JSON array of strings like [\"a\", \"b\"]")]
    [InlineData("""{ "Ignore": { "a": "/x" } }""", "Comet:Policies:live:Ignore: must be a JSON array of strings like [\"a\", \"b\"]")]
    [InlineData("""{ "Ignore": [ "/x", " " ] }""", "Comet:Policies:live:Ignore:1 = ' ': must be a string that is not empty")]
    [InlineData("""{ "Ignore": [ { "Path": "/x" } ] }""", "Comet:Policies:live:Ignore:0: must be a string that is not empty")]
    [InlineData("""{ "IdentityCookies": [ "SESSION", "a=b" ] }""", "Comet:Policies:live:IdentityCookies:1 = 'a=b': must match ^[A-Za-z0-9!#$%&'*+.^_`|~-]+$")]
    public void Read_WrongPolicyValue_NamesKeyValueAndWhatIsAllowed(string policy, string line) => Assert.Equal(line, ConfigurationText.ReadPolicy(policy).Lines());

    [Fact]
    public void Read_MisspeltKey_SuggestsTheRightOneAndHidesTheValue()
    {
        var line = ConfigurationText.Read("""{ "RefreshKye": "0123456789abcdef" }""").Lines();

        Assert.StartsWith("Comet:RefreshKye: is not a known key; did you mean RefreshKey? Allowed here: KeepAlive, ", line, StringComparison.Ordinal);
        Assert.DoesNotContain("0123456789abcdef", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_KeyLikeNoOther_ListsWhatIsAllowed() => Assert.Equal(
        "Comet:Origin:Colour: is not a known key; Allowed here: MaxConcurrentPolls, MaxPollsPerSecond",
        ConfigurationText.Read("""{ "Origin": { "Colour": "red" } }""").Lines());

    [Fact]
    public void Read_ShortRefreshKey_IsRefusedWithoutShowingIt() =>
        Assert.Equal("Comet:RefreshKey: must be text of at least 16 characters", ConfigurationText.Read("""{ "RefreshKey": "hunter2" }""").Lines());

    [Fact]
    public void Read_NameOfThePolicy_IsNoKey() =>
        Assert.Contains("Comet:Policies:live:Name: is not a known key", ConfigurationText.ReadPolicy("""{ "Name": "other" }""").Lines(), StringComparison.Ordinal);

    [Fact]
    public void Read_ManyProblems_FindsAllOfThem()
    {
        var reading = ConfigurationText.Read("""
            { "KeepAlive": "x", "Nonsense": 1, "Limits": { "Sessions": -1, "Resources": "many" },
              "Policies": { "a": { "Poll": { "Interval": "fast" } }, "b": { "Audience": "All" } } }
            """);

        Assert.Equal(
            ["Comet:KeepAlive", "Comet:Limits:Resources", "Comet:Limits:Sessions", "Comet:Nonsense", "Comet:Policies:a:Poll:Interval", "Comet:Policies:b:Audience"],
            reading.Problems.Select(problem => problem.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Read_RootWithFile_NamesTheFileThatHoldsTheKey()
    {
        using var folder = new TestKit.TempFolder();
        var (first, second) = (folder.Write("first.json", """{ "Comet": { "KeepAlive": "x", "Retry": "x" } }"""), folder.Write("second.json", """{ "Comet": { "Retry": "y" } }"""));
        var root = new ConfigurationBuilder().AddJsonFile(first).AddJsonFile(second).Build();

        var lines = CometSettingsReader.Read(root.GetSection("Comet"), root).Problems.Select(problem => problem.ToString()).ToList();

        Assert.Contains(lines, line => line.StartsWith("Comet:KeepAlive", StringComparison.Ordinal) && line.EndsWith("(in first.json)", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("Comet:Retry = 'y'", StringComparison.Ordinal) && line.EndsWith("(in second.json)", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_SameText_GivesEqualPolicies()
    {
        const string Policy = """{ "Poll": { "Interval": "00:00:02" }, "Ignore": [ "/a" ] }""";

        Assert.Equal(ConfigurationText.ReadPolicy(Policy).Settings.Policies["live"], ConfigurationText.ReadPolicy(Policy).Settings.Policies["live"]);
    }
}
