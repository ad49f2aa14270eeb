using CometGateway.Core.Deltas;

namespace CometGateway.Core.Tests.Deltas;

public sealed class CommonRunTests
{
    [Fact]
    public void TryMark_RandomSequences_IsACommonSubsequenceAsLongAsTheTableSays()
    {
        var seed = Environment.ProcessId;
        var random = new Random(seed);
        for (var round = 0; round < 3000; round++)
        {
            int[] old = [.. Enumerable.Range(0, random.Next(14)).Select(_ => random.Next(4))];
            int[] now = [.. Enumerable.Range(0, random.Next(14)).Select(_ => random.Next(4))];
            var sources = new int[now.Length];

            Assert.True(CommonRun.TryMark(old, now, sources));

            int[] used = [.. sources.Where(source => source >= 0)];
            var said = $"seed {seed}: {string.Join(' ', old)} / {string.Join(' ', now)}: {string.Join(' ', sources)}";
            Assert.True(used.SequenceEqual(used.Distinct().Order()), said);
            Assert.True(sources.Index().All(pair => pair.Item < 0 || old[pair.Item] == now[pair.Index]), said);
            Assert.True(used.Length == LengthByTable(old, now), said);
        }
    }

    private static int LengthByTable(int[] old, int[] now)
    {
        var table = new int[old.Length + 1, now.Length + 1];
        for (var i = old.Length - 1; i >= 0; i--)
        {
            for (var j = now.Length - 1; j >= 0; j--)
                table[i, j] = old[i] == now[j] ? table[i + 1, j + 1] + 1 : Math.Max(table[i + 1, j], table[i, j + 1]);
        }

        return table[0, 0];
    }
}
