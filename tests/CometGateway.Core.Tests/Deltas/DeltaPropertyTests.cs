using System.Text;
using System.Text.Json.Nodes;
using CometGateway.Core.Deltas;
using CometGateway.Core.Http;
using CometGateway.TestKit.Deltas;

namespace CometGateway.Core.Tests.Deltas;

/// <summary>What the other three forms say of the same random pages: applied to the first state it gives the second.</summary>
public sealed class DeltaPropertyTests
{
    private const int Pairs = 200_000;
    private static readonly MediaType _json = new("application/json");

    [Fact]
    public void TextDelta_OfRandomPairs_GivesTheSecondTextToTheLetter() => RandomPairs.ForAll(Pairs, duplicateNames: true, pair =>
    {
        var delta = TextDelta.Between(pair.From, pair.To, int.MaxValue)!;
        var text = TextDeltaReader.Apply(Encoding.UTF8.GetString(pair.From), Encoding.UTF8.GetString(delta));
        return text == Encoding.UTF8.GetString(pair.To) ? null : pair.Failure(text, delta);
    });

    [Fact]
    public void MergePatch_OfRandomPairs_GivesTheSecondPageOrNothing()
    {
        var said = 0;
        RandomPairs.ForAll(Pairs, duplicateNames: false, pair =>
        {
            if (MergePatch.Between(pair.From, pair.To, int.MaxValue) is not { } patch) return null;
            Interlocked.Increment(ref said);
            var page = MergePatchReader.Apply(JsonNode.Parse(pair.From), JsonNode.Parse(patch));
            return MergePatchReader.Same(page, JsonNode.Parse(pair.To)) ? null : pair.Failure(page?.ToJsonString() ?? "null", patch);
        });
        Assert.True(said > Pairs / 5, $"only {said} of {Pairs} could be said");
    }

    [Fact]
    public void Items_OfRandomPairs_GiveTheSecondListInItsOrder()
    {
        var lists = 0;
        RandomPairs.ForAll(Pairs, duplicateNames: true, pair =>
        {
            if (ItemList.Of(pair.From, _json, ArrayKeys.Guessed) is not { } from || ItemList.Of(pair.To, _json, ArrayKeys.Guessed) is not { } to) return null;
            Interlocked.Increment(ref lists);
            var reader = new ItemListReader();
            foreach (var one in (IEnumerable<DeltaEvent>)[.. ItemEvents.Whole(from), .. ItemEvents.Between(from, to, int.MaxValue)!]) reader.Apply(one.Name, one.Data);
            return reader.Items.SequenceEqual(to.Items.Select(item => (item.Key, Encoding.UTF8.GetString(item.Value.Span)))) ? null : pair.Failure("Another list.");
        });
        Assert.True(lists > Pairs / 5, $"only {lists} of {Pairs} have lists");
    }
}
