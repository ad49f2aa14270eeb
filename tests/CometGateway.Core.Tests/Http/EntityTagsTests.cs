using CometGateway.Core.Http;

namespace CometGateway.Core.Tests.Http;

public class EntityTagsTests
{
    [Theory]
    [InlineData("\"a\"", "\"a\"")]
    [InlineData("W/\"a\"", "\"a\"")]
    [InlineData("\"a\"", "W/\"a\"")]
    [InlineData("W/\"a\"", "W/\"a\"")]
    [InlineData("\"x\", \"a\"", "\"a\"")]
    [InlineData("\"x\",W/\"a\",\"y\"", "\"a\"")]
    [InlineData(" ,, \"x\"\t,\t\"a\" ", "\"a\"")]
    [InlineData("\"a,b\"", "\"a,b\"")]
    [InlineData("\"x\" \"a\"", "\"a\"")]
    [InlineData("\"a\\\"", "\"a\\\"")] // a backslash is a letter of the tag
    [InlineData("\"\"", "\"\"")]
    [InlineData("*", "\"a\"")]
    [InlineData(" * ", null)]
    [InlineData("abc", "abc")] // unquoted, as some old sites send and get back
    [InlineData("x, abc , y", "abc")]
    public void IfNoneMatch_TagHeld_IsFound(string header, string? etag) => Assert.True(EntityTags.IfNoneMatch(header, etag));

    [Theory]
    [InlineData(null, "\"a\"")]
    [InlineData("", "\"a\"")]
    [InlineData("\"a\"", null)]
    [InlineData("\"a\"", "")]
    [InlineData("\"a\"", "W/")]
    [InlineData("\"A\"", "\"a\"")]
    [InlineData("a", "\"a\"")]
    [InlineData("\"a\"", "a")]
    [InlineData("\"a,b\"", "\"b\"")]
    [InlineData("\"x\", *", "\"a\"")]
    [InlineData("\"a", "\"a\"")]
    [InlineData("\"x, \"a\"", "\"a\"")] // the open quote takes in what follows
    [InlineData("W/\"", "\"a\"")]
    [InlineData("w/\"a\"", "W/\"b\"")]
    public void IfNoneMatch_AnythingElse_IsNot(string? header, string? etag) => Assert.False(EntityTags.IfNoneMatch(header, etag));

    [Theory]
    [InlineData("\"")]
    [InlineData("W/")]
    [InlineData("W/\"")]
    [InlineData(",")]
    [InlineData("\"\",")]
    [InlineData("\"a ")]
    [InlineData("\0\uFFFF")]
    public void IfNoneMatch_HundredKilobytesOfJunk_NeitherThrowsNorMatches(string unit)
    {
        var junk = string.Concat(Enumerable.Repeat(unit, 100_000 / unit.Length));

        Assert.False(EntityTags.IfNoneMatch(junk, "\"tag\""));
        Assert.False(EntityTags.IfNoneMatch("\"tag\"", junk));
    }

    [Theory]
    [InlineData("Sun, 01 Mar 2026 12:00:00 GMT", "Sun, 01 Mar 2026 12:00:00 GMT", true)]
    [InlineData("Sun, 01 Mar 2026 12:00:01 GMT", "Sun, 01 Mar 2026 12:00:00 GMT", true)]
    [InlineData("Sun, 01 Mar 2026 11:59:59 GMT", "Sun, 01 Mar 2026 12:00:00 GMT", false)]
    [InlineData("Sunday, 01-Mar-26 12:00:00 GMT", "Sun, 01 Mar 2026 12:00:00 GMT", true)]
    [InlineData("0", "0", false)]
    [InlineData(null, "Sun, 01 Mar 2026 12:00:00 GMT", false)]
    [InlineData("Sun, 01 Mar 2026 12:00:00 GMT", null, false)]
    [InlineData("Sun, 01 Mar 2026 12:00:00 GMT; length=5", "Sun, 01 Mar 2026 12:00:00 GMT", false)]
    public void IfModifiedSince_Date_IsCompared(string? header, string? lastModified, bool notModified) =>
        Assert.Equal(notModified, EntityTags.IfModifiedSince(header, lastModified));
}
