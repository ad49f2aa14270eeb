namespace CometGateway.TestKit;

/// <summary>How long a test waits for what should happen at once; long, as only a failing test ever waits it out.</summary>
public static class Patience
{
    public static TimeSpan Default { get; } = TimeSpan.FromSeconds(20);

    /// <summary>For a whole loop of such waits, or for megabytes.</summary>
    public static TimeSpan Loop { get; } = TimeSpan.FromSeconds(90);

    /// <summary>For child processes: a JVM, a browser or a gateway started while the machine is busy.</summary>
    public static TimeSpan Start { get; } = TimeSpan.FromSeconds(60);
}
