using System.Text;
using CometGateway.Core.Http;

namespace CometGateway.Core.Tests.Http;

public class BodyTextTests
{
    private const string Words = "Grüße, Привет, 日本";

    private static readonly MediaType Plain = new("text/plain");

    [Fact]
    public void Of_ValidUtf8_IsTheInputItself()
    {
        ReadOnlyMemory<byte> body = Encoding.UTF8.GetBytes(Words);

        Assert.True(BodyText.Of(body, Plain)!.Value.Equals(body));
        Assert.True(BodyText.Of(body, Plain with { Charset = "utf-8" })!.Value.Equals(body));
    }

    [Fact]
    public void Of_AsciiLabelledLatin1_IsTheInputItself()
    {
        ReadOnlyMemory<byte> body = "plain"u8.ToArray();

        Assert.True(BodyText.Of(body, Plain with { Charset = "iso-8859-1" })!.Value.Equals(body));
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public void Of_ByteOrderMark_WinsOverTheLabelAndIsStripped(string charset)
    {
        var encoding = Encoding.GetEncoding(charset);
        byte[] body = [.. encoding.GetPreamble(), .. encoding.GetBytes(Words)];

        Assert.Equal(Words, Text(body, Plain with { Charset = "windows-1252" }));
    }

    [Fact]
    public void Of_OnlyAByteOrderMark_IsEmpty() => Assert.Equal("", Text([0xEF, 0xBB, 0xBF], Plain));

    [Theory]
    [InlineData("windows-1251", "Привет", "CFF0E8E2E5F2")]
    [InlineData("cp1251", "Привет", "CFF0E8E2E5F2")]
    [InlineData("koi8-r", "Привет", "F0D2C9D7C5D4")]
    [InlineData("shift_jis", "日本", "93FA967B")]
    [InlineData("euc-jp", "日本", "C6FCCBDC")]
    [InlineData("gb2312", "日本", "C8D5B1BE")]
    [InlineData("iso-8859-1", "“é€”", "93E98094")]
    [InlineData("us-ascii", "é", "E9")]
    [InlineData("iso-8859-15", "€", "A4")]
    [InlineData("iso-8859-2", "ł", "B3")]
    [InlineData("utf-16", "hé", "6800E900")]
    [InlineData("utf-16be", "hé", "006800E9")]
    [InlineData("utf8", "é", "C3A9")]
    public void Of_CharsetParameter_IsHonoured(string charset, string expected, string hex) =>
        Assert.Equal(expected, Text(Convert.FromHexString(hex), Plain with { Charset = charset }));

    [Theory]
    [InlineData("bogus")]
    [InlineData("utf-7")]
    [InlineData("x-\0-\uFFFF")]
    [InlineData("")]
    public void Of_UnknownCharset_CountsAsAbsent(string charset) =>
        Assert.Equal("+ADw- é", Text(Encoding.UTF8.GetBytes("+ADw- é"), Plain with { Charset = charset }));

    [Fact]
    public void Of_NoCharsetAndNotUtf8_IsWindows1252() => Assert.Equal("caf\u00e9 \u20ac", Text([.. "caf"u8, 0xE9, 0x20, 0x80], Plain));

    [Fact]
    public void Of_BrokenUtf8UnderItsLabel_IsReplacedAsInBrowsers() =>
        Assert.Equal("a\uFFFDb", Text([(byte)'a', 0xFF, (byte)'b'], Plain with { Charset = "utf-8" }));

    [Theory]
    [InlineData("<?xml version=\"1.0\" encoding=\"windows-1251\"?><a>")]
    [InlineData("<?xml version='1.0' encoding = 'Windows-1251' ?><a>")]
    public void Of_XmlDeclaration_IsHonoured(string head)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(head), 0xCF];

        Assert.Equal(head + "П", Text(body, MediaType.Parse("application/rss+xml")));
    }

    [Theory]
    [InlineData("<meta charset=windows-1251>")]
    [InlineData("<META\nCHARSET = \"windows-1251\" />")]
    [InlineData("<html><head><meta name=x><meta http-equiv=\"Content-Type\" content=\"text/html; charset=windows-1251\">")]
    [InlineData("<!-- <meta charset=koi8-r> --><meta charset='windows-1251'>")]
    public void Of_HtmlMeta_IsHonoured(string head)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(head), 0xCF];

        Assert.Equal(head + "П", Text(body, MediaType.Parse("text/html")));
    }

    [Theory]
    [InlineData("text/html", "<meta charset=utf-16>")]
    [InlineData("text/html", "<meta charset=bogus>")]
    [InlineData("text/plain", "<meta charset=windows-1251>")]
    [InlineData("application/json", "\"<meta charset=windows-1251>\"")]
    public void Of_DeclarationThatDoesNotCount_IsReadAsUtf8(string type, string head) =>
        Assert.Equal(head + "П", Text(Encoding.UTF8.GetBytes(head + "П"), MediaType.Parse(type)));

    [Fact]
    public void Of_MetaBehindTheFirstKilobyte_DoesNotCount()
    {
        var html = new string(' ', 1020) + "<meta charset=windows-1251>П";

        Assert.Equal(html, Text(Encoding.UTF8.GetBytes(html), MediaType.Parse("text/html")));
    }

    [Fact]
    public void Of_ParameterAndDeclarationDisagree_ParameterWins()
    {
        byte[] body = [.. "<meta charset=koi8-r>"u8, 0xCF];

        Assert.EndsWith("П", Text(body, MediaType.Parse("text/html; charset=windows-1251")), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_BinaryType_IsNull() => Assert.Null(BodyText.Of("text"u8.ToArray(), MediaType.Parse("image/png")));

    [Fact]
    public void Of_NoTypeAtAll_IsExamined()
    {
        Assert.Equal("{\"a\":\"é\"}", Text(Encoding.UTF8.GetBytes("{\"a\":\"é\"}"), new MediaType("")));
        Assert.Null(BodyText.Of(new byte[] { 0x89, 0x50, 0x4E, 0x47, 0x00 }, new MediaType("")));
        Assert.Null(BodyText.Of(new byte[] { 0x50, 0x4B, 0x03, 0x04 }, new MediaType("")));
    }

    private static string? Text(byte[] body, MediaType type) =>
        BodyText.Of(body, type) is { } text ? Encoding.UTF8.GetString(text.Span) : null;
}
