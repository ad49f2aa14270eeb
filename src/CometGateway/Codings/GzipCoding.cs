using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;

namespace CometGateway.Codings;

/// <summary>
/// gzip (RFC 1952): each piece is deflated by a compressor of its own. All end with an empty stored block (RFC 1951 §3.2.4), also those that are
/// stored: some readers, Go's among them, hand out what they have only there.
/// </summary>
internal sealed class GzipCoding : StreamCoding
{
    public static readonly GzipCoding Instance = new();

    /// <summary>Above this the usual level would take more than half a millisecond.</summary>
    private const int MostForSmallest = 64 * 1024;

    private const int MostStored = ushort.MaxValue;

    private static ReadOnlySpan<byte> EmptyBlock => [0, 0, 0, 0xff, 0xff];

    private GzipCoding()
        : base(2, "gzip")
    {
    }

    /// <summary>Deflate, no flags, no time, system unknown (§2.3).</summary>
    public override ReadOnlySpan<byte> Head => [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];

    public override void Compress(IBufferWriter<byte> writer, ReadOnlySpan<byte> piece)
    {
        using var deflated = new MemoryStream((piece.Length / 2) + 64);
        using var deflate = new DeflateStream(deflated, piece.Length <= MostForSmallest ? CompressionLevel.Optimal : CompressionLevel.Fastest);
        deflate.Write(piece);
        deflate.Flush();
        var bytes = deflated.GetBuffer().AsSpan(0, (int)deflated.Length);
        if (bytes.Length < piece.Length) writer.Write(bytes);
        else Store(writer, piece);
    }

    public override int Store(IBufferWriter<byte> writer, ReadOnlySpan<byte> piece)
    {
        if (piece.IsEmpty) return 0;
        var written = EmptyBlock.Length;
        while (!piece.IsEmpty)
        {
            var block = piece[..Math.Min(piece.Length, MostStored)];
            var head = writer.GetSpan(5);
            head[0] = 0;
            BinaryPrimitives.WriteUInt16LittleEndian(head[1..], (ushort)block.Length);
            BinaryPrimitives.WriteUInt16LittleEndian(head[3..], (ushort)~block.Length);
            writer.Advance(5);
            writer.Write(block);
            written += 5 + block.Length;
            piece = piece[block.Length..];
        }

        writer.Write(EmptyBlock);
        return written;
    }

    public override void End(IBufferWriter<byte> writer, StreamSum sum)
    {
        // An empty last block with the fixed codes: 1, 01, 0000000.
        writer.Write((ReadOnlySpan<byte>)[3, 0]);
        var tail = writer.GetSpan(8);
        BinaryPrimitives.WriteUInt32LittleEndian(tail, sum.Crc);
        BinaryPrimitives.WriteUInt32LittleEndian(tail[4..], sum.Length);
        writer.Advance(8);
    }

    public override PieceSum SumOf(ReadOnlySpan<byte> piece) => PieceSum.Of(piece);
}
