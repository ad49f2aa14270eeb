using CometGateway.Configuration;

namespace CometGateway.Tests.Configuration;

public sealed class NearestNameTests
{
    private static readonly string[] Names = ["KeepAlive", "Retry", "Limits", "History", "Origin", "Origins"];

    [Theory]
    [InlineData("KeepAlife", "KeepAlive")]
    [InlineData("keep_alive", "KeepAlive")]
    [InlineData("Limit", "Limits")]
    [InlineData("Orgin", "Origin")]
    [InlineData("origins", "Origins")]
    public void Of_Misspelt_FindsWhatWasMeant(string name, string meant) => Assert.Equal(meant, NearestName.Of(name, Names));

    [Theory]
    [InlineData("Colour")]
    [InlineData("x")]
    [InlineData("")]
    public void Of_LikeNoOther_FindsNothing(string name) => Assert.Null(NearestName.Of(name, Names));
}
