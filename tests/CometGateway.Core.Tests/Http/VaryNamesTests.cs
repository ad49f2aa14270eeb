using CometGateway.Core.Http;

namespace CometGateway.Core.Tests.Http;

public class VaryNamesTests
{
    [Fact]
    public void Parse_Names_AreLowerCaseSortedAndDistinct()
    {
        var vary = VaryNames.Parse("Origin, accept-language ,ACCEPT,origin,, X-Skin");

        Assert.Equal(["accept", "accept-language", "origin", "x-skin"], vary.Names);
        Assert.False(vary.IsAny);
        Assert.Empty(vary.Credentials);
    }

    [Fact]
    public void Parse_AcceptEncoding_IsLeftOut() => Assert.Empty(VaryNames.Parse("Accept-Encoding").Names);

    [Fact]
    public void Parse_CookieAndAuthorization_AreReportedApart()
    {
        var vary = VaryNames.Parse("Cookie, Accept, Authorization");

        Assert.Equal(["accept"], vary.Names);
        Assert.Equal(["authorization", "cookie"], vary.Credentials);
    }

    [Theory]
    [InlineData("*")]
    [InlineData("Accept, *")]
    public void Parse_Star_IsFlaggedAndNoName(string field)
    {
        var vary = VaryNames.Parse(field);

        Assert.True(vary.IsAny);
        Assert.DoesNotContain("*", vary.Names, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" , ")]
    [InlineData("no name, \"q\", ünicode, a:b, x\r\ny")]
    public void Parse_NoHeaderName_SelectsNothing(string? field)
    {
        var vary = VaryNames.Parse(field);

        Assert.False(vary.IsAny);
        Assert.Empty(vary.Names);
    }
}
