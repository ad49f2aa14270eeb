using System.Numerics;
using System.Runtime.Intrinsics;

namespace CometGateway.Core.Deltas;

/// <summary>
/// UTF-8 text as the inside of a JSON string, with no more escaped than RFC 8259 §7 demands: quote, backslash and U+0000 to U+001F.
/// The BCL's encoders escape far more, and what they escape costs up to six bytes a character.
/// </summary>
internal static class TextEscape
{
    private const int Half = 8;

    // For each set of special bytes among eight, the shuffle that makes room for a backslash before each: JSON has a quote in almost every eight bytes,
    // and a branch for each would be guessed wrong by the processor as often as not. Index 8 is where the backslash is taken from.
    private static readonly Vector128<byte>[] _spread = [.. Enumerable.Range(0, 256).Select(Spread)];

    /// <summary>The exact number of bytes that <see cref="Write"/> will write.</summary>
    public static int Length(ReadOnlySpan<byte> text)
    {
        var length = text.Length;
        for (; text.Length >= Vector128<byte>.Count; text = text[Vector128<byte>.Count..])
        {
            var chunk = Vector128.Create(text);
            length += BitOperations.PopCount(Special(chunk)) + (4 * BitOperations.PopCount(Unnamed(chunk)));
        }

        foreach (var unit in text) length += Extra(unit);
        return length;
    }

    /// <param name="to">At least as long as <see cref="Length"/> says. What is behind that length may be overwritten.</param>
    /// <returns>The number of bytes written.</returns>
    public static int Write(ReadOnlySpan<byte> text, Span<byte> to)
    {
        var written = 0;
        while (text.Length >= Vector128<byte>.Count)
        {
            var chunk = Vector128.Create(text);
            var special = Special(chunk);
            if (special == 0)
            {
                chunk.CopyTo(to[written..]);
                written += Vector128<byte>.Count;
            }
            else if (Unnamed(chunk) != 0 || to.Length - written < 2 * Vector128<byte>.Count)
            {
                written += WriteEach(text[..Vector128<byte>.Count], to[written..]);
            }
            else
            {
                var named = Named(chunk).AsUInt64();
                written += WriteHalf(named[0], special & 0xFF, to[written..]);
                written += WriteHalf(named[1], special >> Half, to[written..]);
            }

            text = text[Vector128<byte>.Count..];
        }

        return written + WriteEach(text, to[written..]);
    }

    /// <summary>The text without quotes, behind what is written.</summary>
    public static void Add(ReadOnlySpan<byte> text, RentedBytes to) => to.Added(Write(text, to.Room(Length(text))));

    /// <summary>The whole JSON string.</summary>
    public static void AddString(ReadOnlySpan<byte> text, RentedBytes to)
    {
        to.Add((byte)'"');
        Add(text, to);
        to.Add((byte)'"');
    }

    private static int WriteHalf(ulong named, uint special, Span<byte> to)
    {
        Vector128.Shuffle(Vector128.Create(named, (byte)0x5C).AsByte(), _spread[special]).CopyTo(to);
        return Half + BitOperations.PopCount(special);
    }

    private static Vector128<byte> Spread(int special)
    {
        var shuffle = new byte[2 * Half];
        for (int at = 0, to = 0; at < Half; at++)
        {
            if ((special >> at & 1) != 0) shuffle[to++] = Half;
            shuffle[to++] = (byte)at;
        }

        return Vector128.Create(shuffle);
    }

    private static uint Special(Vector128<byte> chunk) =>
        (Vector128.LessThan(chunk, Vector128.Create((byte)0x20))
            | Vector128.Equals(chunk, Vector128.Create((byte)'"'))
            | Vector128.Equals(chunk, Vector128.Create((byte)'\\'))).ExtractMostSignificantBits();

    // Control characters without a name of one letter: all but \b \t \n \f \r, which are 8 to 13 without 11.
    private static uint Unnamed(Vector128<byte> chunk) =>
        (Vector128.LessThan(chunk, Vector128.Create((byte)0x20))
            & (Vector128.Equals(chunk, Vector128.Create((byte)11)) | Vector128.GreaterThan(chunk - Vector128.Create((byte)8), Vector128.Create((byte)5)))).ExtractMostSignificantBits();

    // The control characters that have a letter become that letter.
    private static Vector128<byte> Named(Vector128<byte> chunk) => Vector128.ConditionalSelect(
        Vector128.LessThan(chunk, Vector128.Create((byte)16)),
        Vector128.Shuffle(Vector128.Create("\0\0\0\0\0\0\0\0btn\0fr\0\0"u8), chunk),
        chunk);

    private static int Extra(byte unit) => unit switch
    {
        (byte)'"' or (byte)'\\' or (byte)'\b' or (byte)'\t' or (byte)'\n' or (byte)'\f' or (byte)'\r' => 1,
        < 0x20 => 5,
        _ => 0,
    };

    private static int WriteEach(ReadOnlySpan<byte> text, Span<byte> to)
    {
        var written = 0;
        foreach (var unit in text)
        {
            if (Extra(unit) == 0) to[written++] = unit;
            else written += WriteEscape(unit, to[written..]);
        }

        return written;
    }

    private static int WriteEscape(byte special, Span<byte> to)
    {
        to[0] = (byte)'\\';
        if (Extra(special) == 1)
        {
            to[1] = special < 0x20 ? "btn\0fr"u8[special - 8] : special;
            return 2;
        }

        "u00"u8.CopyTo(to[1..]);
        to[4] = (byte)('0' + (special >> 4));
        to[5] = "0123456789abcdef"u8[special & 15];
        return 6;
    }
}
