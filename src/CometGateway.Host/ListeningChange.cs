using System.Net;
using System.Net.Sockets;
using CometGateway.Configuration;

namespace CometGateway.Host;

/// <summary>
/// What a reload does to the addresses. Kestrel leaves those under `Kestrel:Endpoints` that changed before it tries the new ones, and goes on without
/// them when it cannot have those; the URLs of other keys it reads at the start only.
/// </summary>
internal static class ListeningChange
{
    public static IEnumerable<ConfigurationProblem> ProblemsIn(IConfiguration live, IConfiguration next)
    {
        var (before, after) = (Endpoints(live), Endpoints(next));
        if (before.Count > 0 && after.Count == 0)
        {
            yield return new(
                $"{Listening.KestrelSection}:{Listening.EndpointsKey}", null,
                "must keep an endpoint until the next start: addresses of other keys are read at the start only, and the gateway would listen nowhere");
        }

        // A port that an endpoint leaves is free for its successor, whatever the address.
        HashSet<int> ours = [.. before.Select(place => place.Address.Port)];
        foreach (var (place, address) in after.Where(one => !ours.Contains(one.Address.Port)))
        {
            if (WhyNot(address) is { } why)
                yield return new(place.Key, place.Value, "cannot be listened on: " + why);
        }
    }

    // The check has been through them: what has a URL has one that can be read.
    private static List<(ListeningPlace Place, BindingAddress Address)> Endpoints(IConfiguration configuration) =>
        [.. Listening.Places(configuration).Where(place => place is { Endpoint: not null, Url: not null }).Select(place => (place, BindingAddress.Parse(place.Url!)))];

    private static string? WhyNot(BindingAddress address)
    {
        if (address.IsUnixPipe || address.IsNamedPipe)
            return null;
        var ip = address.Host is "localhost" ? IPAddress.Loopback
            : IPAddress.TryParse(address.Host, out var given) ? given
            : Socket.OSSupportsIPv6 ? IPAddress.IPv6Any
            : IPAddress.Any;
        try
        {
            using var socket = new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(ip, address.Port));
            return null;
        }
        catch (SocketException exception)
        {
            return exception.Message;
        }
    }
}
