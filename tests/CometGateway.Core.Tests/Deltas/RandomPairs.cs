using CometGateway.TestKit.Deltas;

namespace CometGateway.Core.Tests.Deltas;

/// <summary>What holds for any two states of a page, tried on many.</summary>
internal static class RandomPairs
{
    private static readonly int _seed = Environment.ProcessId;

    /// <param name="wrong">Null, or what a pair has shown.</param>
    public static void ForAll(int pairs, bool duplicateNames, Func<JsonPair, string?> wrong)
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
}
