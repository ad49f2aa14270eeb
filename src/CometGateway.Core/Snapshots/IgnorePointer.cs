using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CometGateway.Core.Snapshots;

/// <summary>A JSON Pointer (RFC 6901) in which a segment `*` stands for any member or element.</summary>
internal sealed class IgnorePointer
{
    private readonly Segment[] _segments;

    private IgnorePointer(Segment[] segments) => _segments = segments;

    public int Length => _segments.Length;

    /// <summary>Null when <paramref name="text"/>, which starts with "/", is a pointer, else what is wrong with it.</summary>
    public static string? WhyInvalid(string text)
    {
        for (var tilde = text.IndexOf('~'); tilde >= 0; tilde = text.IndexOf('~', tilde + 1))
        {
            if (tilde + 1 == text.Length || text[tilde + 1] is not ('0' or '1'))
                return "in a JSON Pointer \"~\" is written \"~0\" and \"/\" within a name \"~1\" (RFC 6901)";
        }

        return null;
    }

    public static IgnorePointer Parse(string text) => new([.. text[1..].Split('/').Select(Segment.Parse)]);

    /// <summary>Does the segment at <paramref name="depth"/> name the member whose name <paramref name="reader"/> is at?</summary>
    public bool Matches(int depth, ref readonly Utf8JsonReader reader) => _segments[depth] is var segment && (segment.IsAny || reader.ValueTextEquals(segment.Name));

    /// <summary>Does the segment at <paramref name="depth"/> name the element at <paramref name="index"/>?</summary>
    public bool Matches(int depth, int index) => _segments[depth] is var segment && (segment.IsAny || segment.Index == index);

    private sealed record Segment(byte[] Name, int? Index, bool IsAny)
    {
        public static Segment Parse(string text)
        {
            // "01" is a name, never an index (RFC 6901 §4).
            var isIndex = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && (text is "0" || text[0] != '0');
            var name = text.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            return new(Encoding.UTF8.GetBytes(name), isIndex ? index : null, text is "*");
        }
    }
}
