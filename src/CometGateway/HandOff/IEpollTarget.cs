namespace CometGateway.HandOff;

/// <summary>Whoever a descriptor belongs to.</summary>
internal interface IEpollTarget
{
    /// <summary>Called on the loop's thread; it must neither block nor throw.</summary>
    void OnEvents(EpollEvents events);
}
