using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace CometGateway.Host.Welcome;

/// <summary>Where this program reaches itself.</summary>
internal static class OwnAddress
{
    /// <summary>Null as long as the server does not listen. Plain HTTP is preferred, as certificates seldom name the loopback address.</summary>
    public static Uri? Of(IServer server)
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses
            .Select(BindingAddress.Parse)
            .Where(address => address is { IsUnixPipe: false, IsNamedPipe: false })
            .OrderByDescending(address => string.Equals(address.Scheme, "http", StringComparison.OrdinalIgnoreCase));
        return addresses?.FirstOrDefault() is { } first
            ? new UriBuilder(first.Scheme, Reachable(first.Host), first.Port).Uri
            : null;
    }

    // "Every interface" is written in several ways, and none of them can be connected to.
    private static string Reachable(string host) => host is "*" or "+" or "0.0.0.0" or "[::]" ? "127.0.0.1" : host;
}
