using System.Text;
using System.Text.Json;
using CometGateway.Core.Deltas;
using CometGateway.Core.Http;
using CometGateway.TestKit.Deltas;

namespace CometGateway.Core.Tests.Deltas;

public sealed class ItemEventsTests
{
    private static readonly MediaType _json = MediaType.Parse("application/json");

    [Fact]
    public void Whole_List_ResetsAndAddsEachInOrder() => Assert.Equal(
        [
            """reset {"count":2}""",
            """added {"key":"7","after":null,"value":{"id":7}}""",
            """added {"key":"a\"ä","after":"7","value":{"id":"a\"ä"}}""",
        ],
        Shown(ItemEvents.Whole(Of("""[{"id":7},{"id":"a\"ä"}]"""))));

    [Fact]
    public void Whole_EmptyList_IsTheResetAlone() => Assert.Equal(["""reset {"count":0}"""], Shown(ItemEvents.Whole(Of("[]"))));

    [Theory]
    [InlineData("1 2 3", "1 2 3", "")]
    [InlineData("", "", "")]
    [InlineData("1 2 3", "1 2 3 4", "added 4 after 3")]
    [InlineData("1 2 3", "0 1 2 3", "added 0 after null")]
    [InlineData("1 2 3", "2", "removed 1, removed 3")]
    [InlineData("1 2 3", "1 2x 3", "changed 2 after 1")]
    [InlineData("1 2 3", "3 1 2", "changed 3 after null")]
    [InlineData("1 2 3", "2 3 1", "changed 1 after 3")]
    [InlineData("1 2 3 4", "4 5 2x 1", "removed 3, changed 4 after null, added 5 after 4, changed 2 after 5")]
    public void Between_Lists_SaysTheFewestInOrder(string from, string to, string events)
    {
        var said = ItemEvents.Between(List(from), List(to), int.MaxValue)!.Select(delta =>
        {
            var root = JsonDocument.Parse(delta.Data).RootElement;
            return $"{delta.Name} {root.GetProperty("key")}" + (root.TryGetProperty("after", out var after) ? $" after {after.GetString() ?? "null"}" : "");
        });

        Assert.Equal(events, string.Join(", ", said));
    }

    [Fact]
    public void Between_RemovedItem_CarriesItsLastValue() =>
        Assert.Equal(["""removed {"key":"1","value":{"id":1,"text":"bye"}}"""], Shown(ItemEvents.Between(Of("""[{"id":1,"text":"bye"}]"""), Of("[]"), int.MaxValue)!));

    [Fact]
    public void Between_ItemsWithoutKeys_AreOnlyAddedAndRemoved()
    {
        var events = ItemEvents.Between(Of("""["a","b","b","c"]"""), Of("""["a","b","d","c","e"]"""), int.MaxValue)!;

        Assert.Equal(["removed", "added", "added"], events.Select(delta => delta.Name));
    }

    [Fact]
    public void Between_Limit_CountsNamesAndData()
    {
        var (from, to) = (List("1 2 3 4"), List("4 5 2x 1"));
        var events = ItemEvents.Between(from, to, int.MaxValue)!;
        var size = events.Sum(delta => delta.Name!.Length + delta.Data.Length);

        Assert.Equal(Shown(events), Shown(ItemEvents.Between(from, to, size)!));
        Assert.Null(ItemEvents.Between(from, to, size - 1));
        Assert.Empty(ItemEvents.Between(from, from, 0)!);
    }

    [Fact]
    public void Between_RandomLists_LeadsExactlyToTheNext()
    {
        var seed = Environment.ProcessId;
        var random = new Random(seed);
        for (var round = 0; round < 20_000; round++)
        {
            var keyed = random.Next(3) > 0;
            var (from, to) = (Random(random, keyed), Random(random, random.Next(20) > 0 == keyed));
            var because = $"seed {seed}, round {round}:\n{from}\n{to}";
            var (old, next) = (Of(from), Of(to));

            var events = ItemEvents.Between(old, next, int.MaxValue)!;

            var client = new ItemListReader();
            Apply(client, ItemEvents.Whole(old));
            Assert.True(client.Announced == client.Items.Count && Values(from).SequenceEqual(client.Items.Select(item => item.Value)), because);
            Apply(client, events);
            Assert.True(Values(to).SequenceEqual(client.Items.Select(item => item.Value)), because);
            Assert.True(next.Items.Select(item => item.Key).SequenceEqual(client.Items.Select(item => item.Key)), because);
        }
    }

    [Fact]
    public void Between_RandomOrders_MovesTheFewest()
    {
        var seed = Environment.ProcessId;
        var random = new Random(seed);
        for (var round = 0; round < 2_000; round++)
        {
            int[] ids = [.. Enumerable.Range(0, random.Next(9))];
            var from = ids.Where(_ => random.Next(5) > 0).ToList();
            int[] to = [.. ids.OrderBy(_ => random.Next())];

            var events = ItemEvents.Between(List(string.Join(' ', from)), List(string.Join(' ', to)), int.MaxValue)!;

            int[] places = [.. to.Select(id => from.IndexOf(id)).Where(place => place >= 0)];
            var fewest = places.Length - Longest(places, 0, -1);
            Assert.True(fewest == events.Count(delta => delta.Name == "changed"), $"seed {seed}: {string.Join(' ', from)} to {string.Join(' ', to)}");
        }
    }

    private static int Longest(int[] places, int at, int last) => at == places.Length ? 0
        : Math.Max(Longest(places, at + 1, last), places[at] > last ? 1 + Longest(places, at + 1, places[at]) : 0);

    // Ids with holes in random order, some with another text than in other lists; or plain values, of which some are there again and again.
    private static string Random(Random random, bool keyed)
    {
        var ids = Enumerable.Range(0, random.Next(12)).Where(_ => random.Next(4) > 0).Select(id => (Id: id, Order: random.Next(3) == 0 ? random.Next(12) : id)).OrderBy(item => item.Order);
        return $"[{string.Join(',', ids.Select(item => keyed ? $$"""{"id":{{item.Id}},"t":{{random.Next(8) / 7}}}""" : $"{item.Id / 3}"))}]";
    }

    private static IEnumerable<string> Values(string text) => JsonDocument.Parse(text).RootElement.EnumerateArray().Select(item => item.GetRawText());

    private static void Apply(ItemListReader client, IReadOnlyList<DeltaEvent> events)
    {
        foreach (var delta in events) client.Apply(delta.Name, delta.Data);
    }

    /// <summary>A list of items, each an id and perhaps a letter.</summary>
    private static ItemList List(string items) =>
        Of($"[{string.Join(',', items.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(item => $$"""{"id":{{item[..1]}},"t":"{{item[1..]}}"}"""))}]");

    private static ItemList Of(string text) => ItemList.Of(Encoding.UTF8.GetBytes(text), _json, ArrayKeys.Guessed)!;

    private static IEnumerable<string> Shown(IReadOnlyList<DeltaEvent> events) => events.Select(delta => $"{delta.Name} {Encoding.UTF8.GetString(delta.Data.Span)}");
}
