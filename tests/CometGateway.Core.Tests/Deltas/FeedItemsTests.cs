using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using CometGateway.Core.Deltas;
using CometGateway.Core.Http;

namespace CometGateway.Core.Tests.Deltas;

public sealed class FeedItemsTests
{
    private const string Atom = "http://www.w3.org/2005/Atom";

    [Fact]
    public void Of_Rss2_KeysByGuid()
    {
        var items = Of("""
            <?xml version="1.0" encoding="iso-8859-1"?>
            <rss version="2.0" xmlns:media="urn:media"><channel><title>t</title><guid>not an item's</guid>
            <item><media:guid>x</media:guid><guid isPermaLink="false"> 1 </guid><link>same</link></item>
            <item><title>ä &amp; &lt;b&gt;</title><guid><![CDATA[2]]></guid><link>same</link><media:thumb url="u"/></item>
            </channel></rss>
            """)!;

        Assert.Equal(["1", "2"], items.Select(item => item.Key));
        Assert.Equal("""<item><title>ä &amp; &lt;b&gt;</title><guid><![CDATA[2]]></guid><link>same</link><media:thumb url="u" xmlns:media="urn:media" /></item>""", items[1].Xml);
    }

    [Fact]
    public void Of_Atom_KeysByIdAndKeepsTheNamespace()
    {
        var items = Of($"""<feed xmlns="{Atom}"><id>the feed's</id><entry><id>urn:1</id></entry><entry><id>urn:2</id><source><id>urn:3</id></source></entry></feed>""")!;

        Assert.Equal(["urn:1", "urn:2"], items.Select(item => item.Key));
        Assert.Equal(XName.Get("entry", Atom), XElement.Parse(items[1].Xml).Name);
    }

    [Fact]
    public void Of_Rdf_KeysByLink()
    {
        var items = Of("""
            <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel rdf:about="c"><items><rdf:Seq/></items></channel>
            <item rdf:about="a"><link>http://site/a</link></item><item rdf:about="b"><link>http://site/b</link></item></rdf:RDF>
            """)!;

        Assert.Equal(["http://site/a", "http://site/b"], items.Select(item => item.Key));
    }

    [Theory]
    [InlineData("<guid>1</guid><link>a</link>", "<guid>1</guid><link>b</link>", "a b")]
    [InlineData("<guid>1</guid><link>a</link>", "<guid> </guid><link>b</link>", "a b")]
    [InlineData("<guid>1</guid><link>a</link>", "<link>b</link>", "a b")]
    [InlineData("<link rel='self' href='x'/><link href='a'/><link href='c'/>", "<link rel='alternate' href='b'/>", "a b")]
    [InlineData("<id>a</id>", "<guid>b</guid>", "a b")]
    [InlineData("<guid>a</guid><guid>c</guid>", "<guid>b</guid>", "a b")]
    public void Of_Entries_GoByTheFirstThatAllHave(string first, string second, string keys) =>
        Assert.Equal(keys, string.Join(' ', Of($"<rss><channel><item>{first}</item><item>{second}</item></channel></rss>")!.Select(item => item.Key)));

    [Fact]
    public void Of_EntriesWithoutAny_GoByTheirContent()
    {
        string[] keys = [.. Of("<rss><channel><item><link>a</link></item><item/><item/></channel></rss>")!.Select(item => item.Key)];

        Assert.Matches("^.{16}$", keys[0]);
        Assert.Equal($"{keys[1]}~2", keys[2]);
    }

    [Fact]
    public void Of_FeedWithoutEntries_IsAnEmptyList() => Assert.Empty(Of("\n<?xml version='1.0'?><rss><channel/></rss>")!);

    [Fact]
    public void Of_Doctype_IsNotRead() => Assert.Equal("1", Of("""<!DOCTYPE rss SYSTEM "http://127.0.0.1:1/rss.dtd"><rss><channel><item><guid>1</guid></item></channel></rss>""")![0].Key);

    [Theory]
    [InlineData("")]
    [InlineData("<html><item/></html>")]
    [InlineData("<RDF><item/></RDF>")]
    [InlineData("<rss><channel><item></channel></rss>")]
    [InlineData("<rss><channel><item/></channel></rss><rss/>")]
    [InlineData("<rss><channel><item>&nbsp;</item></channel></rss>")]
    [InlineData("<rss><channel><item>\0</item></channel></rss>")]
    [InlineData("<!DOCTYPE rss [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;'>]><rss><channel><item>&b;</item></channel></rss>")]
    [InlineData("[{\"id\":1}]")]
    public void Of_NoWellFormedFeed_IsNull(string text) => Assert.Null(Of(text));

    [Fact]
    public void Of_ALongNamespaceUsedByAll_DoesNotMultiply()
    {
        var feed = $"""<rss xmlns:x="{new string('u', 100_000)}"><channel><item>{string.Concat(Enumerable.Repeat("<x:y/>", 100_000))}</item></channel></rss>""";

        Assert.Null(Of(feed));
    }

    [Theory]
    [InlineData(10_000, true)]
    [InlineData(10_001, false)]
    public void Of_AttributesOfOneTag_AreCounted(int count, bool isList)
    {
        var feed = $"<rss><item>=</item><item {string.Join(' ', Enumerable.Range(0, count).Select(i => $"a{i}=''"))}/></rss>";

        Assert.Equal(isList, Of(feed) is not null);
    }

    [Theory]
    [InlineData("<t>{0}</t>")]
    [InlineData("<t a='>'>{0}</t>")]
    [InlineData("<t a='{0}'/>")]
    [InlineData("<t><![CDATA[{0}]]></t>")]
    [InlineData("<t><![CDATA[<p class=\"x\">{0}</p>]]></t>")]
    [InlineData("<t><!--{0}--></t>")]
    public void Of_ManyEqualsSignsInTheText_AreNoAttributes(string item)
    {
        var feed = $"<rss><channel><item>{item.Replace("{0}", new string('=', 20_000))}</item></channel></rss>";

        Assert.Single(Of(feed)!);
    }

    [Theory]
    [InlineData("b='>'")]
    [InlineData("b=\">'\"")]
    public void Of_AttributesBehindAQuotedEnd_AreCounted(string first)
    {
        var feed = $"<rss><item {first} {string.Join(' ', Enumerable.Range(0, 10_000).Select(i => $"a{i}=''"))}/></rss>";

        Assert.Null(Of(feed));
    }

    [Fact]
    public void Of_ElementsNestedDeeply_IsOneValue()
    {
        const int Depth = 10_000;
        var nested = string.Concat(Enumerable.Repeat("<a>", Depth)) + string.Concat(Enumerable.Repeat("</a>", Depth));

        Assert.Equal($"<item>{nested.Replace("<a></a>", "<a />")}</item>", Of($"<rss><channel><item>{nested.Replace("<a></a>", "<a/>")}</item></channel></rss>")!.Single().Xml);
    }

    [Fact]
    public void Of_BrokenFeeds_NeverThrows()
    {
        var seed = Environment.ProcessId;
        var random = new Random(seed);
        var feed = Encoding.UTF8.GetBytes($"""<?xml version="1.0"?><feed xmlns="{Atom}" xmlns:m="urn:m"><entry xml:lang="en"><id>1</id><m:a m:b="&#13;"/><!-- c --><?p i?><![CDATA[d]]></entry><entry><link href="l"/></entry></feed>""");
        for (var round = 0; round < 20_000; round++)
        {
            var broken = (byte[])feed.Clone();
            for (var i = random.Next(1, 4); i > 0; i--) broken[random.Next(broken.Length)] = random.Next(3) == 0 ? feed[random.Next(feed.Length)] : (byte)random.Next(256);

            var thrown = Record.Exception(() => ItemList.Of(broken, MediaType.Parse("application/atom+xml"), ArrayKeys.Guessed));

            Assert.True(thrown is null, $"seed {seed}, round {round}: {thrown}\n{Encoding.UTF8.GetString(broken)}");
        }
    }

    private static IReadOnlyList<(string Key, string Xml)>? Of(string text) =>
        ItemList.Of(Encoding.UTF8.GetBytes(text), MediaType.Parse("application/rss+xml"), ArrayKeys.Guessed) is { } list
            ? [.. list.Items.Select(item => (item.Key, JsonDocument.Parse(item.Value).RootElement.GetString()!))]
            : null;
}
