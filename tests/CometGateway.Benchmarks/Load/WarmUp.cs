namespace CometGateway.Benchmarks.Load;

/// <summary>Loads a server slice by slice, at least so many times and at most so many, until a request of its does not get cheaper.</summary>
internal sealed record WarmUp(int Least, int Most)
{
    /// <param name="sliceAsync">Loads it for a few seconds.</param>
    /// <param name="cost">Of one request of a slice.</param>
    /// <returns>What was seen of each slice.</returns>
    public async Task<IReadOnlyList<T>> RunAsync<T>(Func<Task<T>> sliceAsync, Func<T, double> cost)
    {
        List<T> slices = [];
        while (slices.Count < Most && (slices.Count < Least || IsGettingCheaper([.. slices.Select(cost)]))) slices.Add(await sliceAsync());
        return slices;
    }

    /// <summary>One of the last two is clearly cheaper than all before them: a single slow one does not end the warm-up.</summary>
    private static bool IsGettingCheaper(double[] costs) => costs.Length < 3 || costs[^2..].Min() < 0.97 * costs[..^2].Min();
}
