namespace CometGateway.Core.Watching;

/// <summary>What a session must do at a tick, besides changes.</summary>
internal enum SessionDuty
{
    None,
    KeepAlive,
    Recycle,

    /// <summary>The client has not taken a write within SendTimeout.</summary>
    Stalled,
}

/// <summary>A session's clocks, all in milliseconds of one monotonic clock.</summary>
/// <param name="LastWrite">When bytes were last handed to the connection.</param>
/// <param name="SendingSince">When the write that is still out began, or -1.</param>
/// <param name="RecycleAt">When its drawn lifetime is over.</param>
/// <param name="BytesLeft">What remains of its drawn byte budget.</param>
internal readonly record struct SessionClock(long LastWrite, long SendingSince, long RecycleAt, long BytesLeft)
{
    /// <summary>Its lifetime or its bytes are used up: it ends after the event that is being sent.</summary>
    public bool IsTimeUp(long now) => now >= RecycleAt || BytesLeft <= 0;

    /// <summary>The one duty that is due: a stalled write forbids the others, and an ending session needs no keepalive.</summary>
    public SessionDuty Due(long now, long keepAlive, long sendTimeout) => this switch
    {
        { SendingSince: >= 0 } => now - SendingSince >= sendTimeout ? SessionDuty.Stalled : SessionDuty.None,
        _ when IsTimeUp(now) => SessionDuty.Recycle,
        _ when now - LastWrite >= keepAlive => SessionDuty.KeepAlive,
        _ => SessionDuty.None,
    };
}
