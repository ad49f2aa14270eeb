using System.Buffers;
using System.Text;
using System.Text.Json;

namespace CometGateway.Core.Deltas;

/// <summary>Names of members, and other strings: the same can be written in several ways, as `a` and `\u0061`.</summary>
internal static class JsonName
{
    /// <summary>The name as it stands between quotes with no more escapes than JSON asks for.</summary>
    public static ReadOnlySpan<byte> Encode(string name) => TextDelta.Whole(Encoding.UTF8.GetBytes(name)).AsSpan()[1..^1];

    /// <summary>The name that stands between the quotes, or null when it is no Unicode text (half of a surrogate pair).</summary>
    public static string? Decode(ReadOnlySpan<byte> written)
    {
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
        catch (InvalidOperationException)
        {
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(quoted);
        }
    }
}
