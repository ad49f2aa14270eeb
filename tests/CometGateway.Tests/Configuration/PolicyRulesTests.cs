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
    public void Complete_EntryThatCoreCannotUse_IsRefusedWithItsPlace(string policy, string start) =>
        Assert.StartsWith(start, Assert.Single(ConfigurationText.ReadPolicy(policy).Problems).ToString(), StringComparison.Ordinal);

    [Fact]
    public void Complete_EmptyEntry_IsReportedOnce() => Assert.Single(ConfigurationText.ReadPolicy("""{ "WakeOn": [ "" ] }""").Problems);
}
