using System.Buffers.Text;

namespace CometGateway.HandOff;

/// <summary>One chunk of an answer (RFC 9112 §7.1), of which a part may have gone already.</summary>
internal static class Chunk
{
    /// <summary>A size of eight hexadecimal digits, and the end of its line.</summary>
    private const int MostOfHead = 10;

    /// <summary>The last chunk, without trailers.</summary>
    public static ReadOnlySpan<byte> Last => "0\r\n\r\n"u8;

    private static ReadOnlySpan<byte> EndOfLine => "\r\n"u8;

    /// <summary>Bytes of the chunk with its framing.</summary>
    public static int LengthOf(int data) => Digits(data) + data + (2 * EndOfLine.Length);

    /// <returns>How many bytes went, or an errno, negated.</returns>
    public static int Send(int descriptor, ReadOnlySpan<byte> data, int sent)
    {
        Span<byte> head = stackalloc byte[MostOfHead];
        Utf8Formatter.TryFormat(data.Length, head, out var digits, 'x');
        EndOfLine.CopyTo(head[digits..]);
        head = head[..(digits + EndOfLine.Length)];
        if (sent < head.Length) return Libc.Send(descriptor, head[sent..], data, EndOfLine);
        sent -= head.Length;
        return sent < data.Length ? Libc.Send(descriptor, data[sent..], EndOfLine, default) : Libc.Send(descriptor, EndOfLine[(sent - data.Length)..]);
    }

    private static int Digits(int value) => ((31 - System.Numerics.BitOperations.LeadingZeroCount((uint)value | 1)) >> 2) + 1;
}
