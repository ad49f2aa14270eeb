namespace CometGateway.Benchmarks.Load;

/// <summary>How the polls of many resources lie in the second, by the hundredth in which each came; for resources that are polled once a second.</summary>
internal sealed class PollTimes(long[] hundredths)
{
    /// <summary>The polls in the fullest hundredth, over what it would hold if they lay evenly. All in one step: 100.</summary>
    public double Fullest => hundredths.Max() * (double)hundredths.Length / Math.Max(1, hundredths.Sum());

    /// <summary>The share of the polls in the busiest half of the second. Evenly: 0.5.</summary>
    public double BusiestHalf => Enumerable.Range(0, hundredths.Length).Max(HalfFrom) / (double)Math.Max(1, hundredths.Sum());

    private long HalfFrom(int first) => Enumerable.Range(first, hundredths.Length / 2).Sum(at => hundredths[at % hundredths.Length]);
}
