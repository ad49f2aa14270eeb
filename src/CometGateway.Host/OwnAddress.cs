using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace CometGateway.Host;

/// <summary>Where this program reaches itself.</summary>
internal static class OwnAddress
{
    /// <summary>Null as long as the server does not listen.</summary>
    public static Uri? Of(IServer server) => Of(server.Features.Get<IServerAddressesFeature>()?.Addresses ?? []);

    /// <param name="urls">What it listens on. Plain HTTP is preferred, as certificates seldom name the loopback address.</param>
    /// <returns>Null where there is none, or only sockets of Unix.</returns>
    public static Uri? Of(IEnumerable<string> urls)
    {
        var first = urls
            .Select(BindingAddress.Parse)
            .Where(address => address is { IsUnixPipe: false, IsNamedPipe: false })
            .OrderByDescending(address => string.Equals(address.Scheme, "http", StringComparison.OrdinalIgnoreCase))
            .FirstOrDefault();
        return first is null ? null : new UriBuilder(first.Scheme, Reachable(first.Host), first.Port).Uri;
    }

    // "Every interface" is written in several ways, any name that is not localhost among them, and none of them can be connected to.
    private static string Reachable(string host) =>
        host is "localhost" || (IPAddress.TryParse(host, out var ip) && !ip.Equals(IPAddress.Any) && !ip.Equals(IPAddress.IPv6Any)) ? host : "127.0.0.1";
}
