namespace CometGateway.HandOff;

/// <summary>EPOLL_CTL_*.</summary>
internal enum EpollChange
{
    Add = 1,
    Remove = 2,
    Change = 3,
}
