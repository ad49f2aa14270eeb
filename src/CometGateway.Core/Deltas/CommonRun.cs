using System.Buffers;

namespace CometGateway.Core.Deltas;

/// <summary>A longest common subsequence by E. W. Myers' greedy algorithm ("An O(ND) Difference Algorithm", 1986), bounded by the steps it takes.</summary>
internal static class CommonRun
{
    /// <summary>Steps after which it gives up: the two are then too different for it.</summary>
    public const int MaxSteps = 200_000;

    /// <summary>For each of <paramref name="now"/> the index in <paramref name="old"/> that it goes with, or -1; false when the bound was passed.</summary>
    public static bool TryMark(ReadOnlySpan<int> old, ReadOnlySpan<int> now, Span<int> sources)
    {
        sources.Fill(-1);
        // Row d of the trace holds how far each diagonal came with d differences; rows of d + 1 places, one behind the other.
        var trace = ArrayPool<int>.Shared.Rent(256);
        try
        {
            var (steps, row) = (0, 0);
            for (var d = 0; ; d++)
            {
                if (trace.Length < row + d + 1) Grow(ref trace, row, row + d + 1);
                for (var k = 0; k <= d; k++)
                {
                    var i = Furthest(trace, row, d, k);
                    var j = i - Diagonal(d, k);
                    var begin = i;
                    while (i < old.Length && j < now.Length && old[i] == now[j]) (i, j) = (i + 1, j + 1);
                    steps += 1 + i - begin;
                    trace[row + k] = i;
                    if (i >= old.Length && j >= now.Length)
                    {
                        TraceBack(trace, row, d, k, i, sources);
                        return true;
                    }

                    if (steps > MaxSteps) return false;
                }

                row += d + 1;
            }
        }
        finally
        {
            ArrayPool<int>.Shared.Return(trace);
        }
    }

    private static int Diagonal(int d, int k) => (2 * k) - d;

    /// <summary>Where diagonal k of row d begins: behind one removal or one addition at the end of a neighbour in the row before.</summary>
    private static int Furthest(int[] trace, int row, int d, int k)
    {
        if (d == 0) return 0;
        var before = row - d;
        return IsRemoval(trace, before, d, k) ? trace[before + k - 1] + 1 : trace[before + k];
    }

    private static bool IsRemoval(int[] trace, int before, int d, int k) =>
        k == d || (k > 0 && trace[before + k - 1] + 1 > trace[before + k]);

    private static void TraceBack(int[] trace, int row, int d, int k, int i, Span<int> sources)
    {
        for (; ; d--)
        {
            var begin = Furthest(trace, row, d, k);
            var diagonal = Diagonal(d, k);
            for (i--; i >= begin; i--) sources[i - diagonal] = i;

            if (d == 0) return;
            var before = row - d;
            if (IsRemoval(trace, before, d, k)) k--;
            i = trace[before + k];
            row = before;
        }
    }

    private static void Grow(ref int[] trace, int used, int needed)
    {
        var larger = ArrayPool<int>.Shared.Rent(Math.Max(needed, trace.Length * 2));
        trace.AsSpan(0, used).CopyTo(larger);
        ArrayPool<int>.Shared.Return(trace);
        trace = larger;
    }
}
