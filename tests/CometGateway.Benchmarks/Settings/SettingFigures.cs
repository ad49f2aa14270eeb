using CometGateway.Benchmarks.Reports;

namespace CometGateway.Benchmarks.Settings;

/// <summary>The gateway under one setting, over the rounds.</summary>
internal sealed class SettingFigures
{
    /// <summary>Seconds from its start until a first stream had its first change.</summary>
    public Samples FirstChange { get; } = new();

    /// <summary>µs of CPU to open a stream, when it had just started.</summary>
    public Samples Opening { get; } = new();

    /// <summary>µs of CPU for each delivery, in the first changes after that.</summary>
    public Samples Cold { get; } = new();

    /// <summary>The same once it is warm.</summary>
    public Samples Warm { get; } = new();

    public Samples WarmLarge { get; } = new();

    /// <summary>ms, warm.</summary>
    public Samples P99 { get; } = new();

    /// <summary>MiB with all streams at rest, after a collection.</summary>
    public Samples Memory { get; } = new();

    /// <summary>MiB, the most that was ever resident.</summary>
    public Samples Peak { get; } = new();

    /// <summary>µs of CPU for each poll that brings one stream a change, a thousand in a second.</summary>
    public Samples Polling { get; } = new();

    /// <summary>Events that never came, and those that came in the wrong order.</summary>
    public Samples Wrong { get; } = new();
}
