using System.Net;
using System.Net.Sockets;

namespace CometGateway.HandOff;

/// <summary>Reads the addresses of a descriptor.</summary>
internal static class SocketAddresses
{
    /// <summary>Room for struct sockaddr_in6.</summary>
    public const int Size = 28;

    public static IPEndPoint? Local(int descriptor)
    {
        Span<byte> address = stackalloc byte[Size];
        return Libc.LocalAddress(descriptor, address, out var length) < 0 ? null : Read(address[..length]);
    }

    /// <summary>Null when the peer has gone.</summary>
    public static IPEndPoint? Remote(int descriptor)
    {
        Span<byte> address = stackalloc byte[Size];
        return Libc.PeerAddress(descriptor, address, out var length) < 0 ? null : Read(address[..length]);
    }

    public static IPEndPoint? Read(ReadOnlySpan<byte> address)
    {
        const int Ip4 = 16, Ip6 = 28;
        var family = address.Length == Ip4 ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6;
        if (address.Length is not (Ip4 or Ip6)) return null;
        var native = new SocketAddress(family, address.Length);
        address.CopyTo(native.Buffer.Span);
        return (IPEndPoint)new IPEndPoint(family == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0).Create(native);
    }
}
