namespace CometGateway.TestKit;

/// <summary>
/// Ends a loop that goes on until something happens: each of its own waits may succeed, and what it is there for still never come.
/// </summary>
/// <param name="what">What the loop goes on until.</param>
/// <param name="dump">What has been seen by then.</param>
/// <param name="within">Default <see cref="Patience.Loop"/>.</param>
public sealed class Deadline(string what, Func<string>? dump = null, TimeSpan? within = null)
{
    private readonly TimeSpan _patience = within ?? Patience.Loop;
    private readonly long _started = TimeProvider.System.GetTimestamp();

    /// <summary>To be called in each turn of the loop.</summary>
    /// <exception cref="WaitFailedException">The time is over.</exception>
    public void Check()
    {
        if (TimeProvider.System.GetElapsedTime(_started) > _patience)
            throw new WaitFailedException($"Not within {_patience.TotalSeconds:0.###} s: {what}.\n{dump?.Invoke()}");
    }
}
