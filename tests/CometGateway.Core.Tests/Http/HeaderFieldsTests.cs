using CometGateway.Core.Http;

namespace CometGateway.Core.Tests.Http;

public class HeaderFieldsTests
{
    [Fact]
    public void Indexer_SeveralLines_AreJoinedInOrder()
    {
        var headers = Headers(("Vary", "Accept"), ("X", "1"), ("vary", "Origin"));

        Assert.Equal("Accept, Origin", headers["VARY"]);
    }

    [Fact]
    public void AgedBy_ANewerAnswer_TakesWhatSaysHowOldAndHowLongGood_AndNothingElse()
    {
        var aged = Headers(("Date", "old"), ("Expires", "old"), ("X-A", "old"), ("Content-Security-Policy", "old"))
            .AgedBy(Headers(("date", "new"), ("Cache-Control", "max-age=9"), ("X-A", "new"), ("Content-Security-Policy", "new")));

        Assert.Equal(("new", "max-age=9", null, "old", "old"), (aged["Date"], aged["Cache-Control"], aged["Expires"], aged["X-A"], aged["Content-Security-Policy"]));
    }

    [Fact]
    public void UpdatedBy_FieldIn304_ReplacesAllStoredLines()
    {
        var updated = Headers(("Cache-Control", "max-age=1"), ("X-A", "1"), ("X-A", "2"))
            .UpdatedBy(Headers(("cache-control", "max-age=9"), ("X-A", "3"), ("X-A", "4")));

        Assert.Equal("max-age=9", updated["Cache-Control"]);
        Assert.Equal("3, 4", updated["X-A"]);
    }

    [Fact]
    public void UpdatedBy_FieldNotIn304_StaysAsStored()
    {
        var updated = Headers(("ETag", "\"a\""), ("Link", "</x>")).UpdatedBy(Headers(("ETag", "\"a\"")));

        Assert.Equal("</x>", updated["Link"]);
    }

    [Theory]
    [InlineData("Content-Length")]
    [InlineData("Content-Encoding")]
    [InlineData("Content-Type")]
    [InlineData("Content-Range")]
    [InlineData("Connection")]
    [InlineData("keep-alive")]
    [InlineData("Transfer-Encoding")]
    [InlineData("Proxy-Authenticate")]
    public void UpdatedBy_FieldOfTheMessageItself_IsNotTaken(string name)
    {
        Assert.Equal("old", Headers((name, "old")).UpdatedBy(Headers((name, "new")))[name]);
        Assert.Null(HeaderFields.Empty.UpdatedBy(Headers((name, "new")))[name]);
    }

    [Fact]
    public void UpdatedBy_FieldNamedByConnection_IsNotTaken()
    {
        var updated = HeaderFields.Empty.UpdatedBy(Headers(("Connection", "close, x-hop"), ("X-Hop", "1"), ("X-End", "2")));

        Assert.Null(updated["X-Hop"]);
        Assert.Equal("2", updated["X-End"]);
    }

    [Fact]
    public void UpdatedBy_304WithoutAgeAndDate_DoesNotInheritThem()
    {
        var updated = Headers(("Age", "500"), ("Date", "Sun, 06 Nov 1994 08:49:37 GMT")).UpdatedBy(HeaderFields.Empty);

        Assert.Empty(updated);
    }

    internal static HeaderFields Headers(params (string Name, string Value)[] fields) =>
        new(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
}
