namespace CometGateway.Core.Watching;

/// <summary>
/// Numbers in [0, 1) that fill it more evenly than random ones, however many are drawn: each goes on from the one before by the golden ratio, without
/// whole turns (an additive recurrence). So the polls of pages that come one after the other are spread over the interval, and few of them meet by chance.
/// </summary>
/// <param name="start">Where it begins; another one for each gateway, or those of one site would poll in step.</param>
internal sealed class EvenSequence(uint start)
{
    // 2^32 divided by the golden ratio.
    private const uint Step = 0x9E3779B9;

    private uint _last = start;

    public double Next() => Interlocked.Add(ref _last, Step) / (uint.MaxValue + 1.0);
}
