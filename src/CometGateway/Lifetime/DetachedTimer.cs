namespace CometGateway.Lifetime;

/// <summary>Timers that outlive the request which happens to make them.</summary>
internal static class DetachedTimer
{
    /// <summary>A timer that is not armed, and that does not carry the activity, culture and other context of its maker for as long as it lives.</summary>
    public static ITimer Create(TimeProvider time, Action onDue)
    {
        var flows = !ExecutionContext.IsFlowSuppressed();
        if (flows) ExecutionContext.SuppressFlow();
        try
        {
            return time.CreateTimer(static state => ((Action)state!)(), onDue, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
        finally
        {
            if (flows) ExecutionContext.RestoreFlow();
        }
    }
}
