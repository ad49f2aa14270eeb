namespace CometGateway.TestKit;

/// <summary>
/// The system's clock, but that a test may set its wall time forward by hours: what is reckoned in time of day then comes at a moment of the
/// test's choice, on a busy machine as on a quiet one. Timers and timestamps are the system's.
/// </summary>
public sealed class ShiftedTimeProvider : TimeProvider
{
    private long _shift;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _shift));

    public void SetForward(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        Interlocked.Add(ref _shift, by.Ticks);
    }
}
