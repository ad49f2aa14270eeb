using System.Globalization;
using System.Text;
using CometGateway.Core.Deltas;
using CometGateway.Core.Http;

namespace CometGateway.Core.Tests.Deltas;

/// <summary>What a diff allocates goes with what it says, and not with the pages it compares.</summary>
public sealed class DeltaAllocationTests
{
    private const int Rows = 2_000;
    private const int Roof = 4096;
    private static readonly MediaType _json = new("application/json");
    private static readonly MediaType _xml = new("application/xml");
    private static readonly byte[] _keyedList = Page(row => $$"""{"id":{{row}},"text":"some text of row {{row}}","price":{{row * 7}}}""", '[', ']');
    private static readonly byte[] _plainList = Page(row => $"\"some text of row {row}, which says no more\"", '[', ']');
    private static readonly byte[] _objects = Page(row => $$"""
        "row {{row}}":{"text":"some text of row {{row}}","tags":["a",{"b":"c"},"\u0064"]}
        """, '{', '}');

    [Fact]
    public void JsonPatch_Edits_AllocateThePatch() => AllocatesNoMore(_keyedList, (from, to) => JsonPatch.Between(from, to, ArrayKeys.Guessed, int.MaxValue)!.Length);

    [Fact]
    public void TextDelta_Edits_AllocateTheDelta() => AllocatesNoMore(_keyedList, (from, to) => TextDelta.Between(from, to, int.MaxValue)!.Length);

    [Fact]
    public void MergePatch_OfObjects_AllocatesThePatch() => AllocatesNoMore(_objects, (from, to) => MergePatch.Between(from, to, int.MaxValue)!.Length);

    [Fact]
    public void MergePatch_OfAnArray_AllocatesThePatch() => AllocatesNoMore([.. "{\"rows\":"u8, .. _keyedList, .. "}"u8], (from, to) => MergePatch.Between(from, to, int.MaxValue)!.Length);

    [Fact]
    public void Items_WithKeys_AllocateTheEvents() => AllocatesNoMore(_keyedList, Items);

    [Fact]
    public void Items_ByContent_AllocateTheEvents() => AllocatesNoMore(_plainList, Items);

    [Theory]
    [InlineData(10 << 10)]
    [InlineData(100 << 10)]
    [InlineData(1 << 20)]
    public void Items_OfARssFeed_AllocateTheEvents(int size) => AllocatesNoMore(Feed(size, "<rss xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel>", "</channel></rss>", row => $"""
        <item><title>some text of row {row} &amp; more</title><link>http://site/{row}</link><guid isPermaLink='true'>http://site/{row}</guid><dc:creator><![CDATA[<b>somebody</b>]]></dc:creator></item>

        """), FeedItems);

    [Theory]
    [InlineData(10 << 10)]
    [InlineData(100 << 10)]
    [InlineData(1 << 20)]
    public void Items_OfAnAtomFeedByLink_AllocateTheEvents(int size) => AllocatesNoMore(Feed(size, "<feed xmlns=\"http://www.w3.org/2005/Atom\">", "</feed>", row => $"""
        <entry><title type="text">some text of row {row}</title><id>the same</id><link href="http://site/?a=1&amp;b={row}" rel="alternate" /></entry>
        """), FeedItems);

    [Fact]
    public void Items_OfAFeedByContent_AllocateTheEvents() =>
        AllocatesNoMore(Feed(1 << 20, "<rss><channel>", "</channel></rss>", row => $"<item><title>some text of row {row}</title></item>"), FeedItems);

    private static int Items(byte[] from, byte[] to) => Items(from, to, _json);

    private static int FeedItems(byte[] from, byte[] to) => Items(from, to, _xml);

    private static int Items(byte[] from, byte[] to, MediaType type)
    {
        using var old = ItemList.Of(from, type, ArrayKeys.Guessed)!;
        using var list = ItemList.Of(to, type, ArrayKeys.Guessed)!;
        var events = ItemEvents.Between(old, list, int.MaxValue)!;
        var size = 0;
        for (var k = 0; k < events.Count; k++) size += events[k].Name!.Length + events[k].Data.Length;
        return size;
    }

    private static void AllocatesNoMore(byte[] from, Func<byte[], byte[], int> diff)
    {
        var to = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(from).Replace("text of row 7", "text of line 7", StringComparison.Ordinal));
        // The pools fill at first, and a collection in between may empty them: the least of several is what a diff needs.
        for (var warmUp = 0; warmUp < 3; warmUp++) diff(from, to);
        var (said, allocated) = (0, long.MaxValue);
        for (var round = 0; round < 5; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            said = diff(from, to);
            allocated = Math.Min(allocated, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.True(said > 200, "nothing to say");
        Assert.True(allocated < said + Roof, string.Create(CultureInfo.InvariantCulture, $"{allocated} bytes for {said} of {from.Length}"));
    }

    private static byte[] Feed(int size, string start, string end, Func<int, string> row)
    {
        var text = new StringBuilder(start);
        for (var k = 0; text.Length < size; k++) text.Append(row(k));
        return Encoding.UTF8.GetBytes(text.Append(end).ToString());
    }

    private static byte[] Page(Func<int, string> row, char open, char close) => Encoding.UTF8.GetBytes($"{open}{string.Join(',', Enumerable.Range(0, Rows).Select(row))}{close}");
}
