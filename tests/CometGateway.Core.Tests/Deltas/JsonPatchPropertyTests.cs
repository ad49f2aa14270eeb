using CometGateway.TestKit.Deltas;

namespace CometGateway.Core.Tests.Deltas;

/// <summary>What holds for the patch of any two JSON texts.</summary>
public sealed class JsonPatchPropertyTests
{
    [Theory]
    [InlineData(200_000, false)]
    [InlineData(20_000, true)]
    public void Between_RandomPairs_LeadsToTheSecondText(int pairs, bool duplicateNames) => RandomPairs.ForAll(pairs, duplicateNames, pair =>
    {
        var patch = RandomPatches.Between(pair);
        var difference = JsonSame.Difference(JsonPatchReader.Apply(pair.From, patch), JsonTreeReader.Read(pair.To));
        return difference is null ? null : pair.Failure(difference, patch);
    });

    [Fact]
    public void Between_SameMeaning_IsAnEmptyPatch() => RandomPairs.ForAll(20_000, duplicateNames: false, pair =>
    {
        if (JsonSame.Difference(pair.From, pair.To) is not null) return null;
        var patch = RandomPatches.Between(pair);
        return patch.AsSpan().SequenceEqual("[]"u8) ? null : pair.Failure("Nothing changed.", patch);
    });

    [Fact]
    public void Between_Limit_IsKept() => RandomPairs.ForAll(20_000, duplicateNames: false, pair =>
    {
        var whole = RandomPatches.Between(pair);
        if (RandomPatches.Between(pair, whole.Length) is not { } fits || !fits.AsSpan().SequenceEqual(whole)) return pair.Failure("The limit leaves room for all of it.", whole);
        return RandomPatches.Between(pair, pair.Index % whole.Length) is { } tooLong ? pair.Failure($"It is over {pair.Index % whole.Length} bytes.", tooLong) : null;
    });
}
