using System.Text;
using CometGateway.Core.Deltas;

namespace CometGateway.Core.Tests.Deltas;

/// <summary>Documents made to cost time, memory or the stack: the answer is right or null, and comes soon.</summary>
public sealed class JsonPatchHostileTests
{
    [Theory]
    [InlineData(10_000)]
    [InlineData(100_000)]
    public void Between_DeepNesting_ReplacesWhatIsTooDeep(int depth)
    {
        var from = Nested(depth, "1");
        var to = Nested(depth, "2");

        var patch = Between(from, to)!;

        Assert.StartsWith("""[{"op":"replace","path":"/0/0/0/""", patch, StringComparison.Ordinal);
        Assert.True(patch.Length < to.Length + 400, $"{patch.Length} bytes");
        Assert.Equal("[]", Between(from, " " + from));
    }

    [Fact]
    public void Between_DeepNestingOfObjects_IsTheSame()
    {
        static string Nest(string leaf) => string.Concat(Enumerable.Repeat("""{"a":""", 100_000)) + leaf + new string('}', 100_000);

        Assert.StartsWith("""[{"op":"replace","path":"/a/a/a/""", Between(Nest("1"), Nest("2")), StringComparison.Ordinal);
    }

    [Fact]
    public void Between_AMillionEqualItemsAndOneMore_IsOneOperationOrTwo()
    {
        var items = string.Join(',', Enumerable.Repeat("0", 1_000_000));

        Assert.Equal("""[{"op":"add","path":"/1000000","value":0}]""", Between($"[{items}]", $"[{items},0]"));
        Assert.Equal("""[{"op":"replace","path":"/0","value":1},{"op":"add","path":"/1000000","value":0}]""", Between($"[{items}]", $"[1,{items}]"));
        Assert.Equal("""[{"op":"replace","path":"/0","value":0},{"op":"remove","path":"/1000000"}]""", Between($"[1,{items}]", $"[{items}]"));
    }

    [Fact]
    public void Between_MoreItemsThanAreAligned_ReplacesTheArray()
    {
        var items = string.Join(',', Enumerable.Range(0, JsonItems.Most + 1));

        Assert.Null(Between($"[-1,{items}]", $"[{items}]", limit: 1000));
    }

    [Fact]
    public void Between_AllKeysDifferent_ReplacesTheArray() => Assert.StartsWith(
        """[{"op":"replace","path":"","value":[{"id":500000""",
        Between($"[{Items(0)}]", $"[{Items(500_000)}]", limit: int.MaxValue / 2),
        StringComparison.Ordinal);

    [Fact]
    public void Between_AllNamesDifferent_IsShortEnoughOrTheWhole()
    {
        static string Members(int first) => string.Join(',', Enumerable.Range(first, 200_000).Select(n => $"\"{n}\":0"));

        Assert.StartsWith("""[{"op":"replace","path":"","value":{"500000":0""", Between($"{{{Members(0)}}}", $"{{{Members(500_000)}}}"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(1000)]
    public void Between_ArraysMadeToDefeatAnAlignment_GiveUpByCountedSteps(int symbols)
    {
        var seed = Environment.ProcessId;
        var random = new Random(seed);
        string Noise() => string.Join(',', Enumerable.Range(0, 300_000).Select(_ => random.Next(symbols)));

        var patch = Between($"[{Noise()}]", $"[{Noise()}]", limit: 100_000);

        Assert.True(patch is null, $"seed {seed}");
    }

    [Fact]
    public void TryMark_TwoThatShareNothing_StopsAtTheBound()
    {
        int[] old = [.. Enumerable.Range(0, 100_000)];
        int[] now = [.. old.Select(n => n + 1_000_000)];

        Assert.False(CommonRun.TryMark(old, now, new int[now.Length]));
    }

    [Fact]
    public void Between_ReversedArrayOfAMegabyte_IsMovesOrTheWhole()
    {
        var rows = Enumerable.Range(0, 10_000).Select(n => $$"""{"id":{{n}},"text":"{{new string('x', 90)}}"}""").ToArray();

        var patch = Between($"[{string.Join(',', rows)}]", $"[{string.Join(',', rows.Reverse())}]")!;

        Assert.Equal(9_999, patch.Split("\"op\":\"move\"").Length - 1);
    }

    [Fact]
    public void Between_NestedArraysThatAllDiffer_AreNotComparedAgainAtEachDepth()
    {
        static string Nest(string leaf) => string.Concat(Enumerable.Repeat("[0,", 5_000)) + leaf + string.Concat(Enumerable.Repeat($",\"{new string('z', 200)}\"]", 5_000));

        Assert.NotNull(Between(Nest("1"), Nest("2")));
    }

    // A reader that throws for each of them would take seconds.
    [Fact]
    public void Between_HundredsOfThousandsOfHalvesOfPairs_AreReplaced()
    {
        static string Page(string half) => $"[{string.Join(',', Enumerable.Repeat($"[{string.Join(',', Enumerable.Repeat($"\"{half}\"", 50))}]", 9_000))}]";

        Assert.Null(Between(Page("\\ud800"), Page("\\ud801"), limit: 3 << 20));
    }

    private static string Nested(int depth, string leaf) => new string('[', depth) + leaf + new string(']', depth);

    private static string Items(int first) => string.Join(',', Enumerable.Range(first, 100_000).Select(n => $$"""{"id":{{n}}}"""));

    private static string? Between(string from, string to, int limit = 64 << 20) =>
        JsonPatch.Between(Encoding.UTF8.GetBytes(from), Encoding.UTF8.GetBytes(to), ArrayKeys.Guessed, limit) is { } patch ? Encoding.UTF8.GetString(patch) : null;
}
