namespace CometGateway.TestKit;

/// <summary>Polls a condition in real time. Only for what cannot signal: a file, another process, a collected object.</summary>
public static class Eventually
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    public static Task IsTrueAsync(Func<bool> condition, string what, TimeSpan? within = null) =>
        IsTrueAsync(() => Task.FromResult(condition()), what, within);

    /// <exception cref="WaitFailedException">The condition did not become true within <paramref name="within"/>.</exception>
    public static async Task IsTrueAsync(Func<Task<bool>> condition, string what, TimeSpan? within = null)
    {
        var patience = within ?? Patience.Default;
        var clock = TimeProvider.System;
        var started = clock.GetTimestamp();
        using var timer = new PeriodicTimer(Step);
        while (!await condition())
        {
            if (clock.GetElapsedTime(started) > patience)
                throw new WaitFailedException($"Not within {patience.TotalSeconds:0.###} s: {what}.");
            await timer.WaitForNextTickAsync();
        }
    }
}
