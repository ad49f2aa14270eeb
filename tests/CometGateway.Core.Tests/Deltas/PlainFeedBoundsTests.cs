using System.Text;
using CometGateway.Core.Deltas;

namespace CometGateway.Core.Tests.Deltas;

/// <summary>Feeds that no site sends until it does: each is read in a time that goes with its size, or left alone.</summary>
public sealed class PlainFeedBoundsTests
{
    [Fact]
    public void TryRead_AMillionItems_IsNoList()
    {
        Assert.True(PlainFeed.TryRead(Feed(Repeated("<item/>", 1_000_000)), out var list));
        Assert.Null(list);
    }

    [Fact]
    public void TryRead_AsManyItemsAsThereMayBeWithOneKey_GoesByContent()
    {
        Assert.True(PlainFeed.TryRead(Feed(Repeated("<item><guid>1</guid></item>", ItemList.MaxItems)), out var list));
        Assert.EndsWith("~50000", list!.Items[^1].Key, StringComparison.Ordinal);
    }

    [Fact]
    public void TryRead_ElementsAMillionDeep_AreOneValue()
    {
        Assert.True(PlainFeed.TryRead(Feed($"<item>{Repeated("<a>", 1_000_000)}{Repeated("</a>", 1_000_000)}</item>"), out var list));
        Assert.Equal("\"<item>\"".Length + 7_000_000 + "</item>".Length, list!.ValueOf(0).Length);
    }

    [Fact]
    public void TryRead_ElementsThatDeclareANamespaceEach_AreOneValue()
    {
        Assert.True(PlainFeed.TryRead(Feed($"<item><p:a xmlns:p='u'>{Repeated("<p:a xmlns:q='u' q:b=\"\"></p:a>", 100_000)}</p:a></item>"), out var list));
        Assert.Equal(1, list!.Count);
    }

    [Theory]
    [InlineData("<item a=\"{0}\"></item>")]
    [InlineData("<item><guid href=\"{0}\"></guid></item>")]
    [InlineData("<item><guid><![CDATA[{0}]]></guid></item>")]
    [InlineData("<item><!--{0}--></item>")]
    [InlineData("<item><a>{0}</a></item>")]
    [InlineData("<item><{0}></{0}></item>")]
    public void TryRead_AStretchOfFourMillionLetters_IsCopied(string item)
    {
        Assert.True(PlainFeed.TryRead(Feed(item.Replace("{0}", new string('a', 4_000_000), StringComparison.Ordinal)), out var list));
        Assert.True(list!.ValueOf(0).Length > 4_000_000);
    }

    [Theory]
    [InlineData("&amp;")]
    [InlineData(">")]
    [InlineData("\r")]
    [InlineData("<guid/>")]
    [InlineData("<guid> </guid>")]
    [InlineData("<link rel='self'/>")]
    [InlineData("<!---->")]
    [InlineData("<![CDATA[]]>")]
    [InlineData("<a b='&quot;'/>")]
    public void TryRead_AHundredThousandOfOneSort_AreOneValue(string piece)
    {
        Assert.True(PlainFeed.TryRead(Feed($"<item>{Repeated(piece, 100_000)}</item>"), out var list));
        Assert.Equal(1, list!.Count);
    }

    // What each tag or reference is compared with must stay few.
    [Theory]
    [InlineData(PlainXmlScanner.MaxAttributes, true)]
    [InlineData(PlainXmlScanner.MaxAttributes + 1, false)]
    public void TryRead_AttributesAndNamespaces_OnlyWhileTheyAreFew(int count, bool isPlain)
    {
        string Each(Func<int, string> one) => string.Concat(Enumerable.Range(0, count).Select(one));

        Assert.Equal(isPlain, PlainFeed.TryRead(Feed($"<item{Each(n => $" a{n}=''")}/>"), out _));
        Assert.Equal(isPlain, PlainFeed.TryRead(Feed($"<item>{Each(n => $"<a xmlns:p{n}='u'>")}{Repeated("</a>", count)}</item>"), out _));
    }

    // The other reader counts them together with those that stand around them.
    [Fact]
    public void TryRead_ThousandsOfEqualsSigns_AreLeftToXmlReader()
    {
        Assert.True(PlainFeed.TryRead(Feed($"<item>{new string('=', 5_000)}</item>"), out _));
        Assert.False(PlainFeed.TryRead(Feed($"<item>{new string('=', 5_001)}</item>"), out _));
        Assert.False(PlainFeed.TryRead(Feed($"<item><![CDATA[<a {new string('=', 10_001)}]]></item>"), out _));
        Assert.False(PlainFeed.TryRead(Feed($"<item><!--<a {new string('=', 10_001)}--></item>"), out _));
    }

    [Fact]
    public void TryRead_ALongNamespaceUsedByAll_IsLeftToXmlReaderBeforeItMultiplies()
    {
        var feed = Encoding.UTF8.GetBytes($"<rss xmlns:x=\"{new string('u', 100_000)}\"><channel><item>{Repeated("<x:y/>", 100_000)}</item></channel></rss>");

        Assert.False(PlainFeed.TryRead(feed, out _));
    }

    private static string Repeated(string text, int count) => new StringBuilder(text.Length * count).Insert(0, text, count).ToString();

    private static byte[] Feed(string items) => Encoding.UTF8.GetBytes($"<rss><channel>{items}</channel></rss>");
}
