namespace CometGateway.Configuration;

/// <summary>The configuration that is live now.</summary>
internal sealed class CometRoutes
{
    private volatile CometRouteTable _current = CometRouteTable.Empty;
    private volatile Action<CometRouteTable, CometRouteTable>? _changed;

    public CometRouteTable Current => _current;

    /// <summary>
    /// Calls back after each applied configuration, on the thread that applied it, with the previous and the current table.
    /// Subscribe before the first load; a subscription lasts as long as the process.
    /// </summary>
    public void OnChanged(Action<CometRouteTable, CometRouteTable> callback) => _changed += callback;

    // YARP applies configurations one after the other.
    public void Publish(CometRouteTable next)
    {
        var previous = _current;
        _current = next;
        _changed?.Invoke(previous, next);
    }
}
