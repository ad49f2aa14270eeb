using CometGateway.Core.Deltas;
using CometGateway.Resources;

namespace CometGateway.Tests.Configuration;

public sealed class PolicyRulesTests
{
    [Theory]
    [InlineData("""{ "Interval": "00:00:02", "MinInterval": "00:00:03" }""", "Comet:Policies:live:Poll:MinInterval = '00:00:03': must not be more than Interval, which is 00:00:02")]
    [InlineData("""{ "Interval": "00:00:02", "MaxInterval": "00:00:01" }""", "Comet:Policies:live:Poll:MaxInterval = '00:00:01': must not be less than Interval, which is 00:00:02")]
    [InlineData("""{ "MinInterval": "00:00:06" }""", "Comet:Policies:live:Poll:MinInterval = '00:00:06': must not be more than Interval, which is 00:00:05")]
    public void Complete_IntervalsOutOfOrder_NamesTheOneThatContradicts(string poll, string line) =>
        Assert.Equal(line, ConfigurationText.ReadPolicy($$"""{ "Poll": {{poll}} }""").Lines());

    [Theory]
    [InlineData("""{ "Interval": "00:00:02", "MinInterval": "00:00:02", "MaxInterval": "00:00:02" }""")]
    [InlineData("""{ "Interval": "00:05:00" }""")]
    public void Complete_IntervalsInOrder_AreAccepted(string poll) => Assert.Equal("", ConfigurationText.ReadPolicy($$"""{ "Poll": {{poll}} }""").Lines());

    [Fact]
    public void Complete_LongInterval_LiftsTheDefaultMaxInterval() =>
        Assert.Equal(TimeSpan.FromMinutes(5), ConfigurationText.ReadPolicy("""{ "Poll": { "Interval": "00:05:00" } }""").Settings.Policies["live"].Poll.MaxInterval);

    [Fact]
    public void Complete_RefusedInterval_IsNotComparedWithItsNeighbours() =>
        Assert.Single(ConfigurationText.ReadPolicy("""{ "Poll": { "Interval": "2s", "MinInterval": "00:00:30" } }""").Problems);

    [Fact]
    public void Complete_EveryoneWithIdentityCookies_IsRefused() => Assert.Equal(
        "Comet:Policies:live:IdentityCookies = 'SESSION': must be left out where Audience is Everyone: a page that is the same for all is polled without any cookie",
        ConfigurationText.ReadPolicy("""{ "Audience": "Everyone", "IdentityCookies": [ "SESSION" ] }""").Lines());

    [Theory]
    [InlineData("""{ "Ignore": [ "/ok", "/~2" ] }""", "Comet:Policies:live:Ignore:1: ")]
    [InlineData("""{ "Ignore": [ "(open" ] }""", "Comet:Policies:live:Ignore:0: ")]
    [InlineData("""{ "WakeOn": [ "/ok/**", "orders/*" ] }""", "Comet:Policies:live:WakeOn:1: ")]
    [InlineData("""{ "KeyBy": [ "/ok/*/id", "/items/id" ] }""", "Comet:Policies:live:KeyBy:1: \"/items/id\" cannot be used: ")]
    [InlineData("""{ "KeyBy": [ "id" ] }""", "Comet:Policies:live:KeyBy:0: \"id\" cannot be used: it does not start with ")]
    [InlineData("""{ "Select": "/items/*" }""", "Comet:Policies:live:Select: \"/items/*\" cannot be used: one value is delivered, so \"*\" ")]
    [InlineData("""{ "Select": "/a~b" }""", "Comet:Policies:live:Select: \"/a~b\" cannot be used: in a JSON Pointer ")]
    [InlineData("""{ "Select": "div >" }""", "Comet:Policies:live:Select: \"div >\" cannot be used: it does not start with \"/\" and is no CSS selector. Allowed are a JSON Pointer ")]
    [InlineData("""{ "Select": "p:nosuch" }""", "Comet:Policies:live:Select: ")]
    [InlineData("""{ "Select": "a{b}" }""", "Comet:Policies:live:Select: ")]
    [InlineData("""{ "Select": " " }""", "Comet:Policies:live:Select: \" \" cannot be used: it is blank. ")]
    [InlineData("""{ "Select": [ "/a" ] }""", "Comet:Policies:live:Select: must be text")]
    public void Complete_EntryThatCoreCannotUse_IsRefusedWithItsPlace(string policy, string start) =>
        Assert.StartsWith(start, Assert.Single(ConfigurationText.ReadPolicy(policy).Problems).ToString(), StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/data/items/0")]
    [InlineData("main .prices, #total > b:first-child")]
    [InlineData("table[data-live] tr:nth-child(2n)")]
    public void Complete_SelectorOfEitherKind_IsTaken(string selector)
    {
        var reading = ConfigurationText.ReadPolicy($$"""{ "Select": "{{selector}}" }""");

        Assert.Equal("", reading.Lines());
        Assert.Equal(selector, reading.Settings.Policies["live"].Select);
        Assert.NotNull(PolicyPatterns.Of(reading.Settings.Policies["live"]).Select);
    }

    // The parser goes as deep as the brackets, and a stack overflow would end the process.
    [Fact]
    public void Complete_EndlessSelector_IsRefusedUnread()
    {
        var selector = string.Concat(Enumerable.Repeat(":not(", 100_000));

        Assert.Contains("it is too long", Assert.Single(ConfigurationText.ReadPolicy($$"""{ "Select": "{{selector}}" }""").Problems).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Complete_KeyBy_IsParsedForThePoliciesResources()
    {
        var policy = ConfigurationText.ReadPolicy("""{ "KeyBy": [ "/items/*/nr" ] }""").Settings.Policies["live"];

        Assert.Equal("nr", Assert.Single(PolicyPatterns.Of(policy).Keys.Named).Member);
        Assert.Same(ArrayKeys.Guessed, PolicyPatterns.Of(new() { Name = "other" }).Keys);
        Assert.Null(PolicyPatterns.Of(new() { Name = "other" }).Select);
    }

    [Fact]
    public void Complete_EmptyEntry_IsReportedOnce() => Assert.Single(ConfigurationText.ReadPolicy("""{ "WakeOn": [ "" ] }""").Problems);
}
