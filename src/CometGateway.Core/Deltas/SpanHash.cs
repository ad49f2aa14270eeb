using System.Buffers.Binary;
using System.Security.Cryptography;

namespace CometGateway.Core.Deltas;

/// <summary>Hashes of stretches of text. Most names and keys are short, and one multiplication with two numbers drawn at start, which no site can know, does for them.</summary>
internal static class SpanHash
{
    private const int Short = 16;

    // 2^64 over the golden ratio: spreads what two names differ in over the half that is kept.
    private const ulong Golden = 0x9E3779B97F4A7C15;

    private static readonly ulong _left = Drawn();
    private static readonly ulong _right = Drawn();

    public static int Of(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length is 0 or > Short) return OfLong(bytes);
        var (first, last) = Ends(bytes);
        // The length stands above what shorter ones than eight bytes have.
        var high = Math.BigMul(first ^ _left ^ ((ulong)bytes.Length << 32), last ^ _right, out var low);
        return (int)(((high ^ low) * Golden) >> 32);
    }

    /// <summary>Two numbers that together hold all bytes, some of them twice.</summary>
    private static (ulong First, ulong Last) Ends(ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        >= sizeof(ulong) => (BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt64LittleEndian(bytes[^sizeof(ulong)..])),
        >= sizeof(uint) => (BinaryPrimitives.ReadUInt32LittleEndian(bytes), BinaryPrimitives.ReadUInt32LittleEndian(bytes[^sizeof(uint)..])),
        _ => (bytes[0] | ((ulong)bytes[bytes.Length / 2] << 8), bytes[^1]),
    };

    private static int OfLong(ReadOnlySpan<byte> bytes)
    {
        var hash = default(HashCode);
        hash.AddBytes(bytes);
        return hash.ToHashCode();
    }

    private static ulong Drawn() => BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
}
