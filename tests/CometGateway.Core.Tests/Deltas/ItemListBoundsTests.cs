using System.Text;
using CometGateway.Core.Deltas;
using CometGateway.Core.Http;
using CometGateway.TestKit.Deltas;

namespace CometGateway.Core.Tests.Deltas;

/// <summary>Lists that no site sends until it does.</summary>
public sealed class ItemListBoundsTests
{
    private static readonly string Long = $"\"{new string('x', 60)}\"";

    private static readonly MediaType _json = MediaType.Parse("application/json");

    [Fact]
    public void Of_AsManyEqualItemsAsThereMayBe_AreToldApart()
    {
        var list = Of(Array(ItemList.MaxItems, _ => Long))!;

        Assert.Equal(ItemList.MaxItems, list.Items.Count);
        Assert.EndsWith("~50000", list.Items[^1].Key, StringComparison.Ordinal);
        Assert.Single(ItemEvents.Between(list, Of(Array(ItemList.MaxItems - 1, _ => Long))!, int.MaxValue)!);
        Assert.Equal(ItemList.MaxItems + 1, ItemEvents.Whole(list).Count);
    }

    [Fact]
    public void Between_AsManyItemsInReverse_LeadsToTheNext()
    {
        const int Count = ItemList.MaxItems;
        var (from, to) = (Of(Array(Count, i => $$"""{"id":{{i}},"text":{{Long}}}"""))!, Of(Array(Count, i => $$"""{"id":{{Count - 1 - i}},"text":{{Long}}}"""))!);

        var events = ItemEvents.Between(from, to, int.MaxValue)!;

        Assert.Equal(Count - 1, events.Count);
        Assert.True(events.All(delta => delta.Name == "changed"));
        Assert.Null(ItemEvents.Between(from, to, 1 << 20));
    }

    [Fact]
    public void Of_MoreItemsThanTheRoof_IsNull()
    {
        Assert.NotNull(Of(Array(ItemList.MaxItems, _ => Long)));
        Assert.Null(Of(Array(ItemList.MaxItems + 1, _ => Long)));
        Assert.Null(ItemList.Of(Encoding.UTF8.GetBytes($"<rss>{string.Concat(Enumerable.Repeat($"<item>{Long}</item>", ItemList.MaxItems + 1))}</rss>"), MediaType.Parse("text/xml"), ArrayKeys.Guessed));
    }

    // As events, an item of one byte takes eighty: one client that asks for them would cost forty times the page.
    [Theory]
    [InlineData(10, true)]
    [InlineData(100, true)]
    [InlineData(10_000, false)]
    [InlineData(1_000_000, false)]
    public void Of_TinyItems_IsAListOnlyWhereItStaysSmall(int count, bool isList) => Assert.Equal(isList, Of(Array(count, i => $"{i}")) is not null);

    [Theory]
    [InlineData("[", "]")]
    [InlineData("""{"id":""", "}")]
    public void Between_ItemsNestedDeeply_LeadsToTheNext(string open, string close)
    {
        string Nested(int depth) => string.Concat(Enumerable.Repeat(open, depth)) + "1" + string.Concat(Enumerable.Repeat(close, depth));
        var (from, to) = (Of($"[{Nested(10_000)},2]")!, Of($"[2,{Nested(10_000)}]")!);
        var client = new ItemListReader();

        foreach (var delta in (DeltaEvent[])[.. ItemEvents.Whole(from), .. ItemEvents.Between(from, to, int.MaxValue)!]) client.Apply(delta.Name, delta.Data);

        Assert.Equal(to.Items.Select(item => Encoding.UTF8.GetString(item.Value.Span)), client.Items.Select(item => item.Value));
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("""{"id":""", "}")]
    public void Of_ItemsNestedAHundredThousandLevels_AreOneItemEach(string open, string close)
    {
        var nested = string.Concat(Enumerable.Repeat(open, 100_000)) + "1" + string.Concat(Enumerable.Repeat(close, 100_000));

        Assert.Equal([nested, "2"], Of($"[{nested},2]")!.Items.Select(item => Encoding.UTF8.GetString(item.Value.Span)));
    }

    // A reader that throws for each of them would take a minute.
    [Fact]
    public void Of_AMillionHalvesOfPairs_GoesByContent() => Assert.Equal(16, Of($"[{{{Array(1_000_000, _ => "\"\\ud800\":0")[1..^1]}}}]")!.Items[0].Key.Length);

    [Fact]
    public void Of_BrokenTexts_NeverThrows()
    {
        var seed = Environment.ProcessId;
        var random = new Random(seed);
        var text = """{"a":[{"id":1,"x":"\ud83d\ude00"},{"\u0069d":"2","y":[null,{}]}],"b":[{"name":"ä\n"},{"name":1e5}],"c":[]}"""u8;
        var keys = ArrayKeys.Parse(["/a/0/y/*/id", "/b/*/name"]);
        for (var round = 0; round < 50_000; round++)
        {
            var broken = text.ToArray();
            for (var i = random.Next(1, 4); i > 0; i--) broken[random.Next(broken.Length)] = random.Next(3) == 0 ? text[random.Next(text.Length)] : (byte)random.Next(256);

            var thrown = Record.Exception(() => ItemList.Of(broken, _json, random.Next(2) == 0 ? keys : ArrayKeys.Guessed) is { } list ? ItemEvents.Whole(list) : null);

            Assert.True(thrown is null, $"seed {seed}, round {round}: {thrown}\n{Encoding.UTF8.GetString(broken)}");
        }
    }

    private static string Array(int count, Func<int, string> item) => $"[{string.Join(',', Enumerable.Range(0, count).Select(item))}]";

    private static ItemList? Of(string text) => ItemList.Of(Encoding.UTF8.GetBytes(text), _json, ArrayKeys.Guessed);
}
