using CometGateway.Core.Http;

namespace CometGateway.Core.Tests.Http;

public class CacheDirectiveTests
{
    [Fact]
    public void Parse_NamesValuesAndQuotes_AreRead()
    {
        var directives = CacheDirective.Parse("Max-Age=\"10\" ,, no-CACHE, private=\"a, b\" , x = y");

        Assert.Equal(
            [new("max-age", "10"), new("no-cache", null), new("private", "a, b"), new("x", "y")],
            directives);
    }

    [Fact]
    public void Parse_QuoteThatNeverCloses_HidesNothingBehindIt() =>
        Assert.Contains(CacheDirective.Parse("private=\"a, no-store"), directive => directive.Name is "no-store");

    [Fact]
    public void Parse_ManyOpenQuotes_StaysLinear() =>
        Assert.Equal(200_001, CacheDirective.Parse("\"" + string.Concat(Enumerable.Repeat("x,", 200_000)) + "y").Count);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" , =x ,")]
    public void Parse_NoName_IsNoDirective(string? field) => Assert.Empty(CacheDirective.Parse(field));
}
