namespace CometGateway.Benchmarks.Processes;

/// <summary>Time that has to pass, as when a server is to come to rest before it is measured.</summary>
internal static class Pause
{
    /// <summary>After a start or a crowd's arrival: background compilation and the kernel's queues.</summary>
    public static Task ToSettleAsync() => ForAsync(TimeSpan.FromSeconds(2));

    /// <summary>Before memory is weighed: a gateway gives back what it no longer needs once it has been at rest for five to ten seconds.</summary>
    public static Task ToRestAsync() => ForAsync(TimeSpan.FromSeconds(12));

    public static Task ForAsync(TimeSpan time, CancellationToken cancellation = default) => Task.Delay(time, TimeProvider.System, cancellation);
}
