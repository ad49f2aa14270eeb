using System.Text;
using System.Text.Json;
using CometGateway.TestKit.Deltas;

namespace CometGateway.Core.Tests.Deltas;

/// <summary>The random pages that all properties are tried on: valid, repeatable, and of every sort.</summary>
public sealed class JsonPairTests
{
    private static readonly IReadOnlyList<JsonPair> _pairs = [.. Enumerable.Range(0, 5000).Select(index => JsonPair.Of(1, index))];

    [Fact]
    public void Of_SameSeed_GivesTheSameBytes() => Assert.All(_pairs.Take(200), pair =>
    {
        var again = JsonPair.Of(pair.Seed, pair.Index);
        Assert.Equal(pair.From, again.From);
        Assert.Equal(pair.To, again.To);
    });

    [Fact]
    public void Of_AllPairs_AreJsonWithoutDuplicateNames() => Assert.All(_pairs.SelectMany(pair => new[] { pair.From, pair.To }), text =>
    {
        using var document = JsonDocument.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false });
        Assert.Null(JsonSame.Difference(JsonTreeReader.Read(text), JsonTreeReader.Read(text)));
    });

    [Fact]
    public void Of_Sizes_AreSmallWithAFewLargerOnes()
    {
        int[] sizes = [.. _pairs.Select(pair => pair.From.Length).Order()];

        Assert.InRange(sizes[sizes.Length / 2], 50, 400);
        Assert.InRange(sizes[^50], 1500, 8000);
    }

    [Theory]
    [InlineData("unchanged", 100)]
    [InlineData("only white space or order", 50)]
    [InlineData("scalar root", 50)]
    [InlineData("list root", 500)]
    [InlineData("white space", 500)]
    [InlineData("escape", 500)]
    [InlineData("astral", 100)]
    [InlineData("encoded name", 100)]
    [InlineData("empty name", 50)]
    [InlineData("big number", 100)]
    [InlineData("changed", 3000)]
    public void Of_ManyPairs_HaveEverySort(string sort, int atLeast) => Assert.True(_pairs.Count(pair => Is(pair, sort)) is var count && count >= atLeast, $"{sort}: {count}");

    [Fact]
    public void Of_DuplicateNames_AreThere() => Assert.True(Enumerable.Range(0, 500).Count(index => HasTwice(JsonPair.Of(1, index, duplicateNames: true).To)) > 50);

    private static bool Is(JsonPair pair, string sort)
    {
        var (from, to) = (JsonTreeReader.Read(pair.From), Encoding.UTF8.GetString(pair.To));
        return sort switch
        {
            "unchanged" => pair.From.AsSpan().SequenceEqual(pair.To),
            "only white space or order" => !pair.From.AsSpan().SequenceEqual(pair.To) && JsonSame.Difference(pair.From, pair.To) is null,
            "scalar root" => from.IsScalar,
            "list root" => from.Kind == JsonKind.List,
            "white space" => to.Contains('\n', StringComparison.Ordinal),
            "escape" => to.Contains('\\', StringComparison.Ordinal),
            "astral" => to.Any(char.IsSurrogate),
            "encoded name" => to.Contains("~1\":", StringComparison.Ordinal) || to.Contains("/\":", StringComparison.Ordinal),
            "empty name" => to.Contains("\"\":", StringComparison.Ordinal),
            "big number" => to.Contains("12345678901234567890123", StringComparison.Ordinal),
            _ => JsonSame.Difference(pair.From, pair.To) is not null,
        };
    }

    private static bool HasTwice(byte[] text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return false;
        }
        catch (JsonException)
        {
            return true;
        }
    }
}
