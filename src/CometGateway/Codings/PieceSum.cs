using System.IO.Hashing;

namespace CometGateway.Codings;

/// <summary>
/// The CRC-32 (RFC 1952 §8) of a piece, in a form that can be put behind that of any stream without another look at the bytes: a CRC is a
/// remainder of polynomials, so the stream's is multiplied by x to the power of the bits that follow it.
/// </summary>
/// <param name="Crc">The CRC itself.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Shift">x to the power of 8 × <paramref name="Length"/>, modulo the CRC's polynomial.</param>
internal readonly record struct PieceSum(uint Crc, uint Length, uint Shift)
{
    /// <summary>The polynomial of CRC-32 without x^32, the highest power in the lowest bit.</summary>
    private const uint Polynomial = 0xEDB88320;

    /// <summary>x^0.</summary>
    private const uint One = 1u << 31;

    /// <summary>x^8.</summary>
    private const uint Byte = 1u << 23;

    /// <summary>Pieces that one connection alone is sent are short, and there are many.</summary>
    private static readonly uint[] _short = new uint[1024];

    /// <summary>Of no bytes.</summary>
    public static PieceSum Empty => new(0, 0, One);

    public static PieceSum Of(ReadOnlySpan<byte> bytes) => new(Crc32.HashToUInt32(bytes), (uint)bytes.Length, ShiftBy(bytes.Length));

    /// <summary>Of the stream with this piece behind it.</summary>
    public StreamSum Behind(StreamSum stream) => new(Multiply(stream.Crc, Shift) ^ Crc, stream.Length + Length);

    private static uint ShiftBy(int bytes)
    {
        if (bytes >= _short.Length) return Power(bytes);
        var known = Volatile.Read(ref _short[bytes]);
        if (known == 0) Volatile.Write(ref _short[bytes], known = Power(bytes));
        return known;
    }

    private static uint Power(int bytes)
    {
        var (power, square) = (One, Byte);
        for (var rest = bytes; rest > 0; rest >>= 1)
        {
            if ((rest & 1) != 0) power = Multiply(power, square);
            square = Multiply(square, square);
        }

        return power;
    }

    private static uint Multiply(uint left, uint right)
    {
        var product = 0u;
        for (var rest = left; rest != 0; rest <<= 1)
        {
            // Masks and not branches: the bits are as good as random.
            product ^= right & (uint)((int)rest >> 31);
            right = (right >> 1) ^ (Polynomial & (0u - (right & 1)));
        }

        return product;
    }
}

/// <summary>Of all that a stream has sent.</summary>
/// <param name="Crc">0 for nothing.</param>
/// <param name="Length">Bytes, modulo 2^32.</param>
internal readonly record struct StreamSum(uint Crc, uint Length)
{
    public static StreamSum operator +(StreamSum stream, PieceSum piece) => piece.Behind(stream);
}
