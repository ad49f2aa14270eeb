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

    // Its keys are kept as strings; nothing else of it is.
    [Fact]
    public void Items_OfAFeed_AllocateItsKeys()
    {
        var feed = Encoding.UTF8.GetBytes($"<rss><channel>{string.Concat(Enumerable.Range(0, Rows).Select(row => $"<item><title>A title that is of some length, so that it would be seen here {row}</title><guid>{row}</guid></item>"))}</channel></rss>");
        var type = new MediaType("application/rss+xml");
        // The pools fill at first.
        for (var warmUp = 0; warmUp < 3; warmUp++) ItemList.Of(feed, type, ArrayKeys.Guessed)!.Dispose();

        var before = GC.GetAllocatedBytesForCurrentThread();
        ItemList.Of(feed, type, ArrayKeys.Guessed)!.Dispose();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.True(allocated < 2 * feed.Length, string.Create(CultureInfo.InvariantCulture, $"{allocated} bytes for a feed of {feed.Length}"));
    }

    private static int Items(byte[] from, byte[] to)
    {
        using var old = ItemList.Of(from, _json, ArrayKeys.Guessed)!;
        using var list = ItemList.Of(to, _json, ArrayKeys.Guessed)!;
        var events = ItemEvents.Between(old, list, int.MaxValue)!;
        var size = 0;
        for (var k = 0; k < events.Count; k++) size += events[k].Name!.Length + events[k].Data.Length;
        return size;
    }

    private static void AllocatesNoMore(byte[] from, Func<byte[], byte[], int> diff)
    {
        var to = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(from).Replace("text of row 7", "text of line 7", StringComparison.Ordinal));
        // The pools fill at first.
        for (var warmUp = 0; warmUp < 3; warmUp++) diff(from, to);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var said = diff(from, to);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.True(said > 500, "nothing to say");
        Assert.True(allocated < said + Roof, string.Create(CultureInfo.InvariantCulture, $"{allocated} bytes for {said} of {from.Length}"));
    }

    private static byte[] Page(Func<int, string> row, char open, char close) => Encoding.UTF8.GetBytes($"{open}{string.Join(',', Enumerable.Range(0, Rows).Select(row))}{close}");
}
