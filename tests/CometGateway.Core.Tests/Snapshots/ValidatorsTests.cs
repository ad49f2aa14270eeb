using CometGateway.Core.Http;
using CometGateway.Core.Snapshots;

namespace CometGateway.Core.Tests.Snapshots;

public class ValidatorsTests
{
    // 1 March 2026, 12:00:00 GMT is 0x69a42a40 seconds after the epoch.
    private const string Modified = "Sun, 01 Mar 2026 12:00:00 GMT";
    private const string NginxTag = "\"69a42a40-2f\"";

    [Theory]
    [InlineData("\"a\"", Modified)]
    [InlineData("W/\"a\"", null)]
    [InlineData(null, Modified)]
    [InlineData(null, null)]
    public void Of_KeepsWhatTheSiteSent(string? etag, string? modified)
    {
        var validators = Validators.Of(Headers(etag, modified, date: null));

        Assert.Equal(new Validators(etag, modified), validators);
        Assert.Equal(etag is null && modified is null, validators.IsNone);
    }

    [Theory]
    [InlineData("Sun, 01 Mar 2026 12:00:02 GMT")]
    [InlineData("Sun, 01 Mar 2026 13:00:00 GMT")]
    public void ToHold_WhenTheStateIsOlderThanASecond_HoldsBoth(string date) =>
        Assert.Equal(new(NginxTag, Modified), Validators.ToHold(Headers(NginxTag, Modified, date)));

    [Theory]
    [InlineData(Modified)]
    [InlineData("Sun, 01 Mar 2026 12:00:01 GMT")]
    [InlineData("Sun, 01 Mar 2026 11:59:00 GMT")]
    public void ToHold_WithinTheSecondOfTheChange_HoldsNeitherADateNorATagMadeOfIt(string date) =>
        Assert.True(Validators.ToHold(Headers(NginxTag, Modified, date)).IsNone);

    [Theory]
    [InlineData("W/\"69A42A40-2F\"")]
    [InlineData("\"2f-69a42a40\"")]
    public void ToHold_WithinTheSecondOfTheChange_KnowsATagMadeOfTimeInAnyForm(string etag) =>
        Assert.True(Validators.ToHold(Headers(etag, Modified, Modified)).IsNone);

    [Theory]
    [InlineData("\"v17\"")]
    [InlineData("W/\"5e8f\"")]
    public void ToHold_WithinTheSecondOfTheChange_HoldsATagOfAnotherKind(string etag) =>
        Assert.Equal(new(etag, null), Validators.ToHold(Headers(etag, Modified, Modified)));

    [Theory]
    [InlineData("Sunday, 01-Mar-26 12:00:00 GMT")]
    [InlineData("Sun Mar  1 12:00:00 2026")]
    public void ToHold_ReadsTheObsoleteDateFormsToo(string modified) =>
        Assert.True(Validators.ToHold(Headers(NginxTag, modified, Modified)).IsNone);

    [Theory]
    [InlineData(Modified, null)]
    [InlineData(Modified, "today")]
    [InlineData("yesterday", Modified)]
    public void ToHold_WithoutTwoReadableDates_TakesTheSiteAtItsWord(string modified, string? date) =>
        Assert.Equal(new(NginxTag, modified), Validators.ToHold(Headers(NginxTag, modified, date)));

    [Theory]
    [InlineData("\"a\"", "W/\"a\"")]
    [InlineData("W/\"a\"", "W/\"a\"")]
    [InlineData(null, null)]
    public void Weakened_MakesAStrongTagWeak(string? etag, string? weak) =>
        Assert.Equal(new(weak, Modified), new Validators(etag, Modified).Weakened());

    private static HeaderFields Headers(string? etag, string? modified, string? date) => new(
        new (string Name, string? Value)[] { ("ETag", etag), ("Last-Modified", modified), ("Date", date) }
            .Where(h => h.Value is not null)
            .Select(h => KeyValuePair.Create(h.Name, h.Value!)));
}
