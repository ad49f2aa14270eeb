using CometGateway.Core.Http;
using CometGateway.Core.Snapshots;
using Version = CometGateway.Core.Snapshots.Version;

namespace CometGateway.Core.Tests.Snapshots;

public sealed class SnapshotTests
{
    [Fact]
    public void IsJson_OfACopyWithOtherText_IsThatOfTheCopy()
    {
        var page = new Snapshot(Version.None, "text/plain", "{}"u8.ToArray(), "{}"u8.ToArray(), HeaderFields.Empty, Validators.None, DateTimeOffset.UnixEpoch);

        Assert.True(page.IsJson);
        Assert.False((page with { Text = "<x"u8.ToArray() }).IsJson);
        Assert.False((page with { Text = null }).IsJson);
    }

    [Theory]
    [InlineData("application/json", "12", true)]
    [InlineData("application/problem+json; charset=utf-8", "\"word\"", true)]
    [InlineData("application/json", "word", false)]
    [InlineData("text/plain", "12", false)]
    [InlineData("text/plain; charset=utf-8", "true", false)]
    [InlineData("text/html", "\"word\"", false)]
    [InlineData("", " null", false)]
    [InlineData("text/html", " \r\n{\"a\":1}", true)]
    [InlineData("text/plain", "[]", true)]
    [InlineData("text/plain", "[", false)]
    public void IsJson_OfScalars_IsForTheMediaTypeToSay_AndOfObjectsAndArraysForTheText(string type, string text, bool expected)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(text);
        var page = new Snapshot(Version.None, type, bytes, bytes, HeaderFields.Empty, Validators.None, DateTimeOffset.UnixEpoch);

        Assert.Equal(expected, page.IsJson);
        // A part that a JSON Pointer selected is JSON, whatever the page is called.
        Assert.Equal(text is not ("word" or "["), (page with { WholeVersion = Version.Of(type, bytes) }).IsJson);
    }
}
