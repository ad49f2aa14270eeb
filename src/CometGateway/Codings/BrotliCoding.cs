using System.Buffers;
using System.IO.Compression;

namespace CometGateway.Codings;

/// <summary>
/// br (RFC 7932). Only the two lowest qualities make pieces that mean the same behind any others: the encoder then refers neither to the
/// last distances, nor to the two bytes before, nor to the static dictionary by a distance that reaches back over the beginning.
/// </summary>
internal sealed class BrotliCoding : StreamCoding
{
    public static readonly BrotliCoding Instance = new();

    /// <summary>On pages of 50 KB and more it is smaller than gzip's usual level, in a third of the time.</summary>
    private const int Quality = 1;

    /// <summary>256 KiB, beyond which these qualities never look back. The reader has to keep so much.</summary>
    private const int Window = 18;

    /// <summary>Four nibbles of length (§9.2).</summary>
    private const int MostStored = 1 << 16;

    private BrotliCoding()
        : base(1, "br")
    {
    }

    /// <summary>The window's size in four bits (§9.1), and an empty block of metadata, which fills the byte.</summary>
    public override ReadOnlySpan<byte> Head => [0x63, 0x00];

    public override void Compress(IBufferWriter<byte> writer, ReadOnlySpan<byte> piece)
    {
        var most = BrotliEncoder.GetMaxCompressedLength(piece.Length) + 64;
        var rented = ArrayPool<byte>.Shared.Rent(most);
        try
        {
            if (TryEncode(piece, rented, out var length) && length < piece.Length) writer.Write(rented.AsSpan(0, length));
            else Store(writer, piece);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    public override int Store(IBufferWriter<byte> writer, ReadOnlySpan<byte> piece)
    {
        var written = 0;
        while (!piece.IsEmpty)
        {
            var block = piece[..Math.Min(piece.Length, MostStored)];
            // Not the last: 0; four nibbles: 00; the length less one; uncompressed: 1; zeros up to the byte.
            var bits = ((block.Length - 1) << 3) | (1 << 19);
            var head = writer.GetSpan(3);
            (head[0], head[1], head[2]) = ((byte)bits, (byte)(bits >> 8), (byte)(bits >> 16));
            writer.Advance(3);
            writer.Write(block);
            written += 3 + block.Length;
            piece = piece[block.Length..];
        }

        return written;
    }

    /// <summary>An empty last block: 1, 1.</summary>
    public override void End(IBufferWriter<byte> writer, StreamSum sum) => writer.Write((ReadOnlySpan<byte>)[3]);

    /// <summary>There are no sums in this format.</summary>
    public override PieceSum SumOf(ReadOnlySpan<byte> piece) => PieceSum.Empty;

    /// <summary>False where the runtime's encoder begins in another way than this head: its pieces may not fit.</summary>
    private bool TryEncode(ReadOnlySpan<byte> piece, Span<byte> room, out int length)
    {
        length = 0;
        using var encoder = new BrotliEncoder(Quality, Window);
        // The stream's head comes with the first flush, and is not the piece's.
        if (encoder.Flush(room, out var head) != OperationStatus.Done || !room[..head].SequenceEqual(Head)) return false;
        if (encoder.Compress(piece, room, out var read, out var written, isFinalBlock: false) != OperationStatus.Done || read != piece.Length) return false;
        var isDone = encoder.Flush(room[written..], out var rest) == OperationStatus.Done;
        length = written + rest;
        return isDone;
    }
}
