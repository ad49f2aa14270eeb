namespace CometGateway.Transports;

/// <summary>Whoever lets go of what a session needed when it is over.</summary>
internal interface ISessionOwner
{
    /// <summary>Called once, on the shard's loop: it must neither block nor throw.</summary>
    void OnEnded(SessionEnd end);

    /// <summary>Cuts the connection under a write that does not end. It must neither block nor throw.</summary>
    void Abort();
}
