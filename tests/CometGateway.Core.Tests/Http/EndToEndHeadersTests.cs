using CometGateway.Core.Http;

namespace CometGateway.Core.Tests.Http;

public class EndToEndHeadersTests
{
    [Theory]
    [InlineData("Cache-Control")]
    [InlineData("Content-Language")]
    [InlineData("Content-Security-Policy")]
    [InlineData("Date")]
    [InlineData("Expires")]
    [InlineData("Vary")]
    [InlineData("X-Own")]
    public void Of_KeepsWhatDescribesTheRepresentation(string name) =>
        Assert.Equal("v", EndToEndHeaders.Of(Fields((name, "v")))[name]);

    [Theory]
    [InlineData("connection")]
    [InlineData("Keep-Alive")]
    [InlineData("Transfer-Encoding")]
    [InlineData("Upgrade")]
    [InlineData("Proxy-Authenticate")]
    public void Of_DropsHopByHopFields(string name) => Assert.Empty(EndToEndHeaders.Of(Fields((name, "v"))));

    [Theory]
    [InlineData("Content-Length")]
    [InlineData("Content-Encoding")]
    [InlineData("Content-MD5")]
    [InlineData("Digest")]
    [InlineData("Content-Digest")]
    [InlineData("Repr-Digest")]
    [InlineData("Accept-Ranges")]
    public void Of_DropsWhatIsTrueOfTheCodedBytesOnly(string name) => Assert.Empty(EndToEndHeaders.Of(Fields((name, "v"))));

    [Theory]
    [InlineData("Age")]
    [InlineData("ETag")]
    [InlineData("Last-Modified")]
    [InlineData("Content-Type")]
    public void Of_DropsWhatTheAnswerStatesAnew(string name) => Assert.Empty(EndToEndHeaders.Of(Fields((name, "v"))));

    [Theory]
    [InlineData("Set-Cookie")]
    [InlineData("set-cookie")]
    [InlineData("Set-Cookie2")]
    public void Of_NeverKeepsACookie(string name) => Assert.Empty(EndToEndHeaders.Of(Fields((name, "sid=1"))));

    [Fact]
    public void Of_DropsTheFieldsThatConnectionNames()
    {
        var kept = EndToEndHeaders.Of(Fields(("Connection", "close, X-Hop"), ("Connection", "x-other"), ("X-HOP", "1"), ("X-Other", "2"), ("X-Kept", "3")));

        Assert.Equal([KeyValuePair.Create("X-Kept", "3")], kept);
    }

    [Fact]
    public void Of_KeepsLinesInOrder() =>
        Assert.Equal("a, b", EndToEndHeaders.Of(Fields(("Link", "a"), ("Age", "3"), ("Link", "b")))["Link"]);

    private static HeaderFields Fields(params (string Name, string Value)[] fields) =>
        new(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));
}
