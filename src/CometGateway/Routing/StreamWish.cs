using CometGateway.Transports;

namespace CometGateway.Routing;

/// <summary>How a request would be told of changes.</summary>
/// <param name="Wire">In what bytes.</param>
/// <param name="Wait">
/// A long poll for lines: the answer ends once it has said something new, or after this time at the latest, so that it gets through where bytes are
/// held back until an answer is whole. Null for a stream.
/// </param>
internal readonly record struct StreamWish(IWire Wire, TimeSpan? Wait)
{
    /// <summary>The transport's name in configuration and metrics.</summary>
    public string Transport => Wait is null ? Wire.Name : DeltaWire.Instance.Name;

    public bool IsPoll => Wait is not null;
}
