using CometGateway.Core.Deltas;

namespace CometGateway.Core.Tests.Deltas;

public sealed class IncreasingRunTests
{
    [Theory]
    [InlineData(new int[0], 0)]
    [InlineData(new[] { 5 }, 1)]
    [InlineData(new[] { -1, -1 }, 0)]
    [InlineData(new[] { 1, 2, 3, 0 }, 3)]
    [InlineData(new[] { 3, 0, 1, 2 }, 3)]
    [InlineData(new[] { 4, 3, 2, 1 }, 1)]
    [InlineData(new[] { 2, -1, 5, 3, -1, 4 }, 3)]
    [InlineData(new[] { 7, 7, 7 }, 1)]
    public void Mark_Values_MarksOneOfTheLongest(int[] values, int length)
    {
        var marks = new bool[values.Length];

        IncreasingRun.Mark(values, marks);

        int[] kept = [.. values.Where((_, i) => marks[i])];
        Assert.Equal(length, kept.Length);
        Assert.Equal(kept.Distinct().Order(), kept);
        Assert.DoesNotContain(-1, kept);
    }

    [Fact]
    public void Mark_RandomValues_IsAsLongAsTheSlowAnswer()
    {
        var seed = Environment.ProcessId;
        var random = new Random(seed);
        for (var round = 0; round < 2000; round++)
        {
            int[] values = [.. Enumerable.Range(0, random.Next(12)).Select(_ => random.Next(-1, 10))];
            var marks = new bool[values.Length];

            IncreasingRun.Mark(values, marks);

            Assert.True(Slow(values, 0, -1) == marks.Count(mark => mark), $"seed {seed}: {string.Join(' ', values)}");
        }
    }

    private static int Slow(int[] values, int at, int last) => at == values.Length ? 0
        : Math.Max(Slow(values, at + 1, last), values[at] > last ? 1 + Slow(values, at + 1, values[at]) : 0);
}
