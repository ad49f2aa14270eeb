using CometGateway.TestKit.Deltas;

namespace CometGateway.Core.Tests.Deltas;

/// <summary>What holds for the patch of any two JSON texts.</summary>
public sealed class JsonPatchPropertyTests
{
    private static readonly int _seed = Environment.ProcessId;

    [Theory]
    [InlineData(200_000, false)]
    [InlineData(20_000, true)]
    public void Between_RandomPairs_LeadsToTheSecondText(int pairs, bool duplicateNames) => ForAll(pairs, duplicateNames, pair =>
    {
        var patch = RandomPatches.Between(pair);
        var difference = JsonSame.Difference(JsonPatchReader.Apply(pair.From, patch), JsonTreeReader.Read(pair.To));
        return difference is null ? null : pair.Failure(difference, patch);
    });

    [Fact]
    public void Between_OtherOrderOfMembersAndWhiteSpace_IsAnEmptyPatch() => ForAll(20_000, duplicateNames: false, pair =>
    {
        var random = new Random(pair.Index);
        var laidOut = JsonSpacing.All[random.Next(JsonSpacing.All.Count)].Bytes(Reordered(JsonTreeReader.Read(pair.From), random));
        pair = pair with { To = laidOut };
        var patch = RandomPatches.Between(pair);
        return patch.AsSpan().SequenceEqual("[]"u8) ? null : pair.Failure("Nothing changed.", patch);
    });

    [Fact]
    public void Between_Limit_IsKept() => ForAll(20_000, duplicateNames: false, pair =>
    {
        var whole = RandomPatches.Between(pair);
        if (RandomPatches.Between(pair, whole.Length) is not { } fits || !fits.AsSpan().SequenceEqual(whole)) return pair.Failure("The limit leaves room for all of it.", whole);
        return RandomPatches.Between(pair, pair.Index % whole.Length) is { } tooLong ? pair.Failure($"It is over {pair.Index % whole.Length} bytes.", tooLong) : null;
    });

    /// <param name="wrong">Null, or what a pair has shown.</param>
    private static void ForAll(int pairs, bool duplicateNames, Func<JsonPair, string?> wrong)
    {
        string? failure = null;
        Parallel.For(0, pairs, new ParallelOptions { MaxDegreeOfParallelism = 2 }, (index, state) =>
        {
            var pair = JsonPair.Of(_seed, index, duplicateNames);
            string? problem;
            try
            {
                problem = wrong(pair);
            }
            catch (Exception reason)
            {
                // Whatever it is, the pair that brings it about must be in the message.
                problem = pair.Failure(reason.ToString());
            }

            if (problem is null) return;
            Interlocked.CompareExchange(ref failure, problem, null);
            state.Stop();
        });
        Assert.True(failure is null, failure);
    }

    private static JsonTree Reordered(JsonTree tree, Random random)
    {
        if (tree.Kind == JsonKind.List) return JsonTree.List(tree.Items.Select(item => Reordered(item, random)));
        if (tree.IsScalar) return tree;
        JsonTreeMember[] members = [.. tree.Members.Select(member => member with { Value = Reordered(member.Value, random) })];
        random.Shuffle(members);
        return JsonTree.Map(members);
    }
}
