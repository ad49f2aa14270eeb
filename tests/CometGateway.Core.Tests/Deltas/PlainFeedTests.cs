using System.Text;
using CometGateway.Core.Deltas;
using CometGateway.Core.Http;

namespace CometGateway.Core.Tests.Deltas;

/// <summary>Which feeds our own reader reads, and that it reads them as XmlReader does; all others it leaves to that one.</summary>
public sealed class PlainFeedTests
{
    [Theory]
    [InlineData("")]
    [InlineData("<item/>")]
    [InlineData("<item />\n<item></item>")]
    [InlineData("<item>a</item ><item\n>b</item>")]
    [InlineData("<item><title>a &amp; b &lt;i&gt; &quot;c&quot; &apos;d&apos; > &#65;&#x1F600;&#0065;</title></item>")]
    [InlineData("<item><title>\"quoted\\\" \t\n\r\n\r x&#13;&#10;&#9;&#32;</title></item>")]
    [InlineData("<item><title>]] ]]&gt; ] &#93;]></title></item>")]
    [InlineData("<item><description><![CDATA[<p class=\"a\">&nbsp;</p>\r\n\r]]]]><![CDATA[>]]><![CDATA[]]></description></item>")]
    [InlineData("<item><!-- a\r\nb - c --><!----><t/><!--<t>--></item>")]
    [InlineData("<item a='1' b=\"2\"  c = \"3\"\nd='\"' e=\"'\" f='&quot;&lt;&gt;>&amp;' g='a\tb\nc\r\nd\re' h='&#9;&#10;&#13;&#32;'/>")]
    [InlineData("<item xml:lang='en'><link xml:base=\"u\"/></item>")]
    [InlineData("<item><dc:creator>x</dc:creator><media:thumbnail url=\"u\" media:b='1' dc:c=\"2\"/><dc:date>d</dc:date></item>")]
    [InlineData("<item><media:group><media:content url='u'/></media:group><media:content/></item>")]
    [InlineData("<item dc:a='1'><dc:b><dc:c dc:d=''/></dc:b></item>")]
    [InlineData("<item xmlns:dc='other'><dc:b/><x xmlns:dc='third'><dc:c/></x><dc:d/></item>")]
    [InlineData("<item><dc:b xmlns:dc='other' xmlns:q='q'/><dc:c/><q:r xmlns:q='r' xmlns:media='m' media:s=''/></item>")]
    [InlineData("<item xmlns='u'><t xmlns=''><v xmlns='u'/></t><guid>1</guid></item>")]
    [InlineData("<item xmlns=''><guid>1</guid></item>")]
    [InlineData("<dc:item><dc:guid>1</dc:guid><guid>2</guid></dc:item>")]
    [InlineData("<item><item><guid>inner</guid></item><guid>1</guid></item>")]
    [InlineData("<item><guid>\u00A0 a \u2003</guid></item><item><guid><!-- --> <!-- -->b<!-- --> <!-- -->c<b>x</b> d </guid></item>")]
    [InlineData("<item><guid>a&amp;\"\\</guid></item><item><guid><![CDATA[ <b> \r\n]]></guid></item><item><id href=' h '>x</id></item>")]
    [InlineData("<item><guid/><guid> </guid><guid href=''>a</guid><guid>b</guid></item><item><id>\r\nä😀&#x1F600;\r\n</id></item>")]
    [InlineData("<item><link rel='self'>s</link><link rel='alternate'>a</link></item><item><link rel='&#97;lternate' href='b&amp;c'/></item><item><link rel=''>d</link><link>e</link></item>")]
    [InlineData("<item><guid>1</guid><link>a</link></item><item><guid>1</guid><link>b</link></item>")]
    [InlineData("<item><guid>1</guid></item><item><guid>1</guid></item>")]
    [InlineData("<item><t>ä\u007F\u0085\u2028\uFFFD\uFDD0日本</t></item>")]
    public void TryRead_OrdinaryItems_IsWhatXmlReaderMakesOfThem(string items)
    {
        var channel = $"<channel><title>A &amp; B</title>\r\n<link href='l'/>{items}<!-- c --></channel>";

        Same($"<rss version=\"2.0\" xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:media=\"http://search.yahoo.com/mrss/\">{channel}</rss>");
        Same($"<rss xmlns='ä' xmlns:dc='d' xmlns:media='m'>{channel}{items}</rss>");
        Same($"<feed xmlns='http://www.w3.org/2005/Atom' xmlns:dc='d' xmlns:media='d '>{items.Replace("item", "entry", StringComparison.Ordinal)}</feed>");
    }

    [Theory]
    [InlineData("<rss/>")]
    [InlineData("\r\n\t <rss></rss>\n ")]
    [InlineData("<?xml version='1.0'?><rss/>")]
    [InlineData("<?xml version=\"1.0\" encoding=\"windows-1252\" standalone='no' ?>\n<rss/>")]
    [InlineData("<?xml\tversion = '1.0'\r\nstandalone=\"yes\"?><rss/>")]
    [InlineData("<!-- c --><?xml-stylesheet type='text/xsl' href=\"a.xsl\"?><?p?><?p ?><rss/><?p ? ?><!-- d -->\n")]
    [InlineData("<a:rss xmlns:a='u'><a:channel><a:item><a:guid>1</a:guid></a:item></a:channel></a:rss>")]
    [InlineData("<rss><b:channel xmlns:b='u'><item/></b:channel><a><item/></a><channel><a><item/></a></channel></rss>")]
    [InlineData("<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'><item rdf:about='a'><link>l</link></item></rdf:RDF>")]
    [InlineData("<RDF xmlns='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><item/></RDF>")]
    [InlineData("<RDF><item/></RDF>")]
    [InlineData("<feed><entry/><item/></feed>")]
    [InlineData("<html><item/></html>")]
    [InlineData("<html><item></html>")]
    public void TryRead_OrdinaryDocuments_IsWhatXmlReaderMakesOfThem(string feed) => Same(feed);

    [Theory]
    [InlineData("<!DOCTYPE rss><rss><item/></rss>")]
    [InlineData("<rss><?p i?><item/></rss>")]
    [InlineData("<rss><item><?p i?></item></rss>")]
    [InlineData("<rss><item><é/></item></rss>")]
    [InlineData("<rss><item><a é=''/></item></rss>")]
    [InlineData("<?é?><rss/>")]
    [InlineData("<rss><item xml:space='preserve'> </item></rss>")]
    [InlineData("<rss xmlns:a='1' xmlns:b='2'><item a:c='' b:c=''/></rss>")]
    [InlineData("<rss xmlns:a='&amp;'><item><a:b/></item></rss>")]
    [InlineData("<rss xmlns:xmlfoo='u'><item/></rss>")]
    [InlineData("\u00A0<rss><item/></rss>")]
    [InlineData("<rss><item>&#00000065;</item></rss>")]
    [InlineData("<rss><xmlns:a/></rss>")]
    [InlineData("<?xml version='1.0' encoding='a b'?><rss/>")]
    [InlineData("<?xml version='1.0' encoding='8'?><rss/>")]
    [InlineData("<?xml version='1.0' encoding=''?><rss/>")]
    public void Of_UnusualFeeds_AreLeftToXmlReader(string text)
    {
        var feed = Encoding.UTF8.GetBytes(text);

        Assert.False(PlainFeed.TryRead(feed, out _));
        Assert.NotNull(XmlFeed.Of(feed));
        Assert.Null(FeedLists.Difference(XmlFeed.Of(feed), FeedItems.Of(feed)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("rss")]
    [InlineData("<rss>")]
    [InlineData("<rss></rs>")]
    [InlineData("<rss></rsss>")]
    [InlineData("<rss></rss a=''>")]
    [InlineData("<rss></ rss>")]
    [InlineData("</rss>")]
    [InlineData("<rss/><rss/>")]
    [InlineData("<rss/></rss>")]
    [InlineData("<rss/>x<!-- -->")]
    [InlineData("x<rss/>")]
    [InlineData("<rss/>&#32;<!-- -->")]
    [InlineData("<rss/><![CDATA[]]><!-- -->")]
    [InlineData("<!-- -->")]
    [InlineData("<rss><a><b></a></b></rss>")]
    [InlineData("<rss>< a/></rss>")]
    [InlineData("<rss><1/></rss>")]
    [InlineData("<rss><-a/></rss>")]
    [InlineData("<rss><:a/></rss>")]
    [InlineData("<rss><a:/></rss>")]
    [InlineData("<rss xmlns:a='u' xmlns:b='u'><a:b:c/></rss>")]
    [InlineData("<rss><p:a/></rss>")]
    [InlineData("<rss><a p:b=''/></rss>")]
    [InlineData("<rss><a xmlns:p='u'/><p:b/></rss>")]
    [InlineData("<rss xmlns:p=''/>")]
    [InlineData("<rss xmlns:xml='u'/>")]
    [InlineData("<rss xmlns:xmlns='u'/>")]
    [InlineData("<rss xmlns:a='http://www.w3.org/2000/xmlns/'/>")]
    [InlineData("<rss xmlns='http://www.w3.org/XML/1998/namespace'/>")]
    [InlineData("<rss a='' a=''/>")]
    [InlineData("<rss xmlns:a='u' xmlns:a='u'/>")]
    [InlineData("<rss xmlns='u' xmlns='u'/>")]
    [InlineData("<rss xmlns:a='u' xmlns:b='u' a:c='' b:c=''/>")]
    [InlineData("<rss a/>")]
    [InlineData("<rss a=b/>")]
    [InlineData("<rss a='b/>")]
    [InlineData("<rss a='<'/>")]
    [InlineData("<rss a=\"1<\"/>")]
    [InlineData("<rss a='1'b='2'/>")]
    [InlineData("<rss a='&b'/>")]
    [InlineData("<rss a='&b;'/>")]
    [InlineData("<rss / >")]
    [InlineData("<rss>&nbsp;</rss>")]
    [InlineData("<rss>& </rss>")]
    [InlineData("<rss>&amp</rss>")]
    [InlineData("<rss>&#;</rss>")]
    [InlineData("<rss>&#x;</rss>")]
    [InlineData("<rss>&#X41;</rss>")]
    [InlineData("<rss>&#+65;</rss>")]
    [InlineData("<rss>&# 65;</rss>")]
    [InlineData("<rss>&#0;</rss>")]
    [InlineData("<rss>&#11;</rss>")]
    [InlineData("<rss>&#xD800;</rss>")]
    [InlineData("<rss>&#xFFFF;</rss>")]
    [InlineData("<rss>&#x110000;</rss>")]
    [InlineData("<rss>&#xFFFFFFF;</rss>")]
    [InlineData("<rss>]]></rss>")]
    [InlineData("<rss>&amp;]]></rss>")]
    [InlineData("<rss>\u0001</rss>")]
    [InlineData("<rss>\u000B</rss>")]
    [InlineData("<rss a='\u0000'/>")]
    [InlineData("<rss><![CDATA[\u001F]]></rss>")]
    [InlineData("<rss><!--\uFFFE--></rss>")]
    [InlineData("<rss>\uFFFF</rss>")]
    [InlineData("<rss><!-- -- --></rss>")]
    [InlineData("<rss><!-- ---></rss>")]
    [InlineData("<rss><!--></rss>")]
    [InlineData("<rss><!-- ></rss>")]
    [InlineData("<rss><![CDATA[]]</rss>")]
    [InlineData("<rss><![cdata[]]></rss>")]
    [InlineData("<rss><!a></rss>")]
    [InlineData("<?xml?><rss/>")]
    [InlineData("<?xml version='1.1'?><rss/>")]
    [InlineData("<?xml version='2.0'?><rss/>")]
    [InlineData("<?xml encoding='utf-8'?><rss/>")]
    [InlineData("<?xml version='1.0' standalone='maybe'?><rss/>")]
    [InlineData("<?xml version='1.0' standalone='no' encoding='utf-8'?><rss/>")]
    [InlineData("<?xml version='1.0'encoding='utf-8'?><rss/>")]
    [InlineData("<?xml version='1.0' a='b'?><rss/>")]
    [InlineData("<?xml version='1.0'><rss/>")]
    [InlineData("<!-- --><?xml version='1.0'?><rss/>")]
    [InlineData("<?XML version='1.0'?><rss/>")]
    [InlineData("<?a:b c?><rss/>")]
    [InlineData("<?a/b?><rss/>")]
    [InlineData("<? a?><rss/>")]
    [InlineData("<?a b><rss/>")]
    [InlineData("<?")]
    [InlineData("<")]
    [InlineData("<>")]
    [InlineData("<rss a='>")]
    [InlineData("<!-->")]
    public void Of_WhatIsNotWellFormed_IsRefusedByBoth(string text)
    {
        var feed = Encoding.UTF8.GetBytes(text);

        Assert.False(PlainFeed.TryRead(feed, out _));
        Assert.Null(XmlFeed.Of(feed));
    }

    [Fact]
    public void Of_BytesThatAreNoText_AreLeftToXmlReader()
    {
        byte[] feed = [.. "<rss><item>"u8, 0xFF, 0xC3, .. "</item></rss>"u8];

        Assert.False(PlainFeed.TryRead(feed, out _));
        Assert.Equal("\"<item>\uFFFD\uFFFD</item>\"", Encoding.UTF8.GetString(ItemList.Of(feed, new MediaType("text/xml"), ArrayKeys.Guessed)!.Items[0].Value.Span));
    }

    private static void Same(string text)
    {
        var feed = Encoding.UTF8.GetBytes(text);

        Assert.True(PlainFeed.TryRead(feed, out var list), text);
        Assert.Null(FeedLists.Difference(XmlFeed.Of(feed), list));
    }
}
