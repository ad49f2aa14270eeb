namespace CometGateway.HandOff;

/// <summary>A connection that can be taken away from the server while it answers.</summary>
internal interface IHandOffFeature
{
    /// <summary>
    /// Takes the connection. To be called when all of the answer so far has been flushed; from then on nothing that the server writes
    /// reaches the client, and the request may end.
    /// </summary>
    /// <param name="isKeptAlive">Another request may come when the answer has ended.</param>
    /// <returns>Null when it cannot be taken: something is on its way in either direction, or something else sits between.</returns>
    Task<DescriptorWriter?> TryTakeAsync(bool isKeptAlive);
}
