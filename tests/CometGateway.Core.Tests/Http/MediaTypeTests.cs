using CometGateway.Core.Http;

namespace CometGateway.Core.Tests.Http;

public class MediaTypeTests
{
    [Theory]
    [InlineData("text/html", "text/html", null)]
    [InlineData(" Text/HTML ; Charset=\"UTF-8\" ", "text/html", "utf-8")]
    [InlineData("text/html;charset='windows-1251'", "text/html", "windows-1251")]
    [InlineData("text/html; ; boundary=x; charset = koi8-r", "text/html", "koi8-r")]
    [InlineData("text/html; charset=utf-8; charset=latin1", "text/html", "utf-8")]
    [InlineData("text/html; charset=utf-8, text/html; charset=latin1", "text/html", "utf-8")]
    [InlineData("text/html, text/html; charset=utf-8", "text/html", "utf-8")]
    [InlineData("text/html; charset=", "text/html", null)]
    [InlineData("text/html; charset", "text/html", null)]
    [InlineData("text/html; xcharset=utf-8", "text/html", null)]
    [InlineData("application/json;", "application/json", null)]
    [InlineData(null, "", null)]
    [InlineData("", "", null)]
    [InlineData("text", "", null)]
    [InlineData("/html", "", null)]
    [InlineData("text/", "", null)]
    [InlineData("text /html", "", null)]
    [InlineData(";;;==", "", null)]
    public void Parse_WhatSitesSend_IsRead(string? field, string essence, string? charset) =>
        Assert.Equal(new MediaType(essence, charset), MediaType.Parse(field));

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/json")]
    [InlineData("application/problem+json; charset=utf-8")]
    public void Kind_Json_IsJsonAndText(string field) => AssertKind(field, json: true, html: false, xml: false, text: true);

    [Theory]
    [InlineData("text/xml")]
    [InlineData("application/xml")]
    [InlineData("application/rss+xml")]
    [InlineData("application/atom+xml")]
    [InlineData("image/svg+xml")]
    public void Kind_Xml_IsXmlAndText(string field) => AssertKind(field, json: false, html: false, xml: true, text: true);

    [Fact]
    public void Kind_Html_IsHtmlAndText() => AssertKind("text/html", json: false, html: true, xml: false, text: true);

    [Fact]
    public void Kind_Xhtml_IsBothHtmlAndXml() => AssertKind("application/xhtml+xml", json: false, html: true, xml: true, text: true);

    [Theory]
    [InlineData("text/plain")]
    [InlineData("text/csv")]
    [InlineData("application/javascript")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/x-ndjson")]
    public void Kind_OtherText_IsOnlyText(string field) => AssertKind(field, json: false, html: false, xml: false, text: true);

    [Theory]
    [InlineData("application/octet-stream")]
    [InlineData("image/png")]
    [InlineData("application/jsonx")]
    [InlineData("nonsense")]
    public void Kind_Octets_IsNothing(string field) => AssertKind(field, json: false, html: false, xml: false, text: false);

    private static void AssertKind(string field, bool json, bool html, bool xml, bool text)
    {
        var type = MediaType.Parse(field);
        Assert.Equal((json, html, xml, text), (type.IsJson, type.IsHtml, type.IsXml, type.IsText));
    }
}
