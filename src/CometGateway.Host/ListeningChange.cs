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
    public static bool IsIn(IConfiguration live, IConfiguration next) => !Settings(live).SetEquals(Settings(next));

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

    private static HashSet<(string Key, string? Value)> Settings(IConfiguration configuration) =>
        [.. configuration.GetSection(Listening.KestrelSection).AsEnumerable().Select(setting => (setting.Key.ToUpperInvariant(), setting.Value))];

    // The check has been through them: what has a URL has one that can be read.
    private static List<(ListeningPlace Place, BindingAddress Address)> Endpoints(IConfiguration configuration) =>
        [.. Listening.Places(configuration).Where(place => place is { Endpoint: not null, Url: not null }).Select(place => (place, BindingAddress.Parse(place.Url!)))];

    private static string? WhyNot(BindingAddress address)
    {
        if (address.IsUnixPipe || address.IsNamedPipe)
            return null;
        if (address.Host is "localhost")
            return WhyNotLocal(address.Port);
        return Fault(IPAddress.TryParse(address.Host, out var given) ? given : Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any, address.Port)?.Message;
    }

    // The server goes on with one of the two where the machine has only that.
    private static string? WhyNotLocal(int port)
    {
        SocketException?[] faults = [Fault(IPAddress.Loopback, port), Fault(IPAddress.IPv6Loopback, port)];
        var counts = faults.FirstOrDefault(fault => fault?.SocketErrorCode is SocketError.AddressAlreadyInUse) ?? (faults.All(fault => fault is not null) ? faults[0] : null);
        return counts?.Message;
    }

    private static SocketException? Fault(IPAddress ip, int port)
    {
        try
        {
            using var socket = new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            // As the server does: every address of IPv6 is every one of IPv4 too.
            if (ip.Equals(IPAddress.IPv6Any))
                socket.DualMode = true;
            socket.Bind(new IPEndPoint(ip, port));
            return null;
        }
        catch (SocketException exception)
        {
            return exception;
        }
    }
}
