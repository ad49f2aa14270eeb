namespace CometGateway.Core.Watching;

/// <summary>How a resource is, as its subscribers are told. A new status is a new instance; sessions compare by reference.</summary>
/// <param name="reason">Null when live; otherwise what happened, without any private value.</param>
internal sealed class ResourceStatus(ResourceState state, string? reason)
{
    public static ResourceStatus Live { get; } = new(ResourceState.Live, null);

    public ResourceState State => state;

    public string? Reason => reason;

    /// <summary>After such a status the stream ends.</summary>
    public bool IsFinal => state is ResourceState.Gone or ResourceState.Unauthorized or ResourceState.Draining;
}

internal enum ResourceState
{
    Live,

    /// <summary>The site fails or is not asked at the moment; the last good state stands.</summary>
    Stale,
    Gone,
    Unauthorized,

    /// <summary>This connection ends for a reason of the gateway's own; come back and go on.</summary>
    Draining,
}
