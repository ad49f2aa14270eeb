using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CometGateway.Core.Deltas;

/// <summary>Names of members, and other strings: the same can be written in several ways, as `a` and `\u0061`.</summary>
internal static class JsonName
{
    /// <summary>False for a string with half of a surrogate pair (`\ud800`), which JSON can write and Unicode cannot say.</summary>
    /// <param name="written">With or without its quotes.</param>
    public static bool HasWholePairs(ReadOnlySpan<byte> written)
    {
        var open = false;
        for (var i = 0; i < written.Length; i++)
        {
            var unit = '\0';
            if (written[i] == '\\' && written[++i] == 'u')
            {
                unit = (char)ushort.Parse(written.Slice(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
                i += 4;
            }

            if (char.IsLowSurrogate(unit) != open) return false;
            open = char.IsHighSurrogate(unit);
        }

        return !open;
    }

    /// <summary>The name as it stands between quotes with no more escapes than JSON asks for.</summary>
    public static ReadOnlySpan<byte> Encode(string name) => TextDelta.Whole(Encoding.UTF8.GetBytes(name)).AsSpan()[1..^1];

    /// <summary>The name that stands between the quotes, or null when it is no Unicode text (half of a surrogate pair).</summary>
    public static string? Decode(ReadOnlySpan<byte> written)
    {
        if (!written.Contains((byte)'\\')) return Encoding.UTF8.GetString(written);
        // Looked at first, as a text may have a million of them and the reader would throw for each.
        if (!HasWholePairs(written)) return null;
        var quoted = ArrayPool<byte>.Shared.Rent(written.Length + 2);
        try
        {
            quoted[0] = (byte)'"';
            written.CopyTo(quoted.AsSpan(1));
            quoted[written.Length + 1] = (byte)'"';
            var reader = new Utf8JsonReader(quoted.AsSpan(0, written.Length + 2));
            reader.Read();
            return reader.GetString();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(quoted);
        }
    }
}
