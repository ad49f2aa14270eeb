using System.Buffers;

namespace CometGateway.Core.Deltas;

/// <summary>The longest increasing subsequence: of items that changed places, the most that can be said to have stayed.</summary>
internal static class IncreasingRun
{
    /// <summary>Marks one longest strictly increasing subsequence of <paramref name="values"/>; negative values are passed over. O(n log n).</summary>
    /// <param name="isPart">As long as <paramref name="values"/>; written in full.</param>
    public static void Mark(ReadOnlySpan<int> values, Span<bool> isPart)
    {
        isPart.Clear();
        var rented = ArrayPool<int>.Shared.Rent(Math.Max(1, values.Length * 2));
        // tails[k] is where the best run of length k + 1 ends: the one that ends on the smallest value.
        var tails = rented.AsSpan(0, values.Length);
        var before = rented.AsSpan(values.Length, values.Length);
        var length = 0;
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] < 0) continue;
            var (low, high) = (0, length);
            while (low < high)
            {
                var middle = (low + high) >>> 1;
                if (values[tails[middle]] < values[i]) low = middle + 1;
                else high = middle;
            }

            before[i] = low == 0 ? -1 : tails[low - 1];
            tails[low] = i;
            if (low == length) length++;
        }

        for (var i = length == 0 ? -1 : tails[length - 1]; i >= 0; i = before[i]) isPart[i] = true;
        ArrayPool<int>.Shared.Return(rented);
    }
}
