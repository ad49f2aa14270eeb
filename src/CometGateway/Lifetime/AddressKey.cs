using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace CometGateway.Lifetime;

/// <summary>A client address as limits count it: one IPv4 address, or one IPv6 /64, since a single host holds all of a /64.</summary>
internal readonly record struct AddressKey(ulong Value)
{
    public static AddressKey Of(IPAddress? address)
    {
        if (address is null) return default;
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        return address.AddressFamily == AddressFamily.InterNetwork
            ? new(BinaryPrimitives.ReadUInt32BigEndian(bytes) | (1UL << 63))
            : new(BinaryPrimitives.ReadUInt64BigEndian(bytes));
    }
}
