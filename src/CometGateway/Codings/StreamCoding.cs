using System.Buffers;

namespace CometGateway.Codings;

/// <summary>
/// A content coding (RFC 9110 §8.4.1) in pieces: each is coded by itself and ends on a byte, so that it is made once and put behind
/// whatever any stream has sent so far.
/// </summary>
internal abstract class StreamCoding(int index, string name)
{
    /// <summary>From 1, as 0 means none.</summary>
    public int Index => index;

    /// <summary>As in Content-Encoding.</summary>
    public string Name => name;

    /// <summary>What a stream begins with.</summary>
    public abstract ReadOnlySpan<byte> Head { get; }

    /// <summary>The piece in as few bytes as a reasonable time allows.</summary>
    public abstract void Compress(IBufferWriter<byte> writer, ReadOnlySpan<byte> piece);

    /// <summary>The piece as it is, at no cost: for a few bytes, and for what must not tell by its length what it holds.</summary>
    /// <returns>How many bytes that were.</returns>
    public abstract int Store(IBufferWriter<byte> writer, ReadOnlySpan<byte> piece);

    /// <summary>What a stream ends with.</summary>
    /// <param name="sum">Of all that was coded on it.</param>
    public abstract void End(IBufferWriter<byte> writer, StreamSum sum);

    /// <summary>What <see cref="End"/> has to know of a piece.</summary>
    public abstract PieceSum SumOf(ReadOnlySpan<byte> piece);
}
