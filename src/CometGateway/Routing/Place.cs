using CometGateway.Configuration;
using CometGateway.Lifetime;

namespace CometGateway.Routing;

/// <summary>A client's place within the limits, and the settings that were in force when it came.</summary>
internal sealed class Place(SessionLimits limits, CometSettings settings, AddressKey address)
{
    public CometSettings Settings => settings;

    public AddressKey Address => address;

    /// <summary>It outlives its request: whoever says so gives it back.</summary>
    public bool IsKept { get; private set; }

    public void Keep() => IsKept = true;

    public void GiveBack() => limits.Leave(address);
}
