namespace CometGateway.Lifetime;

/// <summary>Whether this node should be sent new clients; what /readyz answers.</summary>
internal sealed class Readiness
{
    private volatile string _reason = "ready";
    private volatile bool _draining;

    public bool IsReady => !_draining;

    /// <summary>One word for the body of /readyz: "ready" or "draining".</summary>
    public string Reason => _reason;

    /// <summary>From now on this node takes no new clients. There is no way back.</summary>
    public void BeginDrain()
    {
        _reason = "draining";
        _draining = true;
    }
}
