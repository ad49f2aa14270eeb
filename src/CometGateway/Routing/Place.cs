using CometGateway.Configuration;
using CometGateway.Lifetime;

namespace CometGateway.Routing;

/// <summary>A client's place within the limits, and the settings that were in force when it came.</summary>
internal sealed class Place(SessionLimits limits, CometSettings settings, AddressKey address)
{
    public CometSettings Settings => settings;

    public AddressKey Address => address;

    /// <summary>Whoever keeps it gives it back.</summary>
    public bool IsKept { get; private set; }

    public void Keep() => IsKept = true;

    /// <summary>What gives it back then.</summary>
    public KeptPlace Kept => new(limits, address);

    public void GiveBack() => Kept.GiveBack();
}

/// <summary>No more of a place than an idle stream has to hold.</summary>
internal readonly record struct KeptPlace(SessionLimits Limits, AddressKey Address)
{
    public void GiveBack() => Limits.Leave(Address);
}
