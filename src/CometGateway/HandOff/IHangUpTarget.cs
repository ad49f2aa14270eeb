namespace CometGateway.HandOff;

/// <summary>Whoever wants to know that the client has gone.</summary>
internal interface IHangUpTarget
{
    /// <summary>Called once, on the loop's thread or within the call that asked for it.</summary>
    void OnHangUp();
}
