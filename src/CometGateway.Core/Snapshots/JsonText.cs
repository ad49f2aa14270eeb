using System.Text.Json;

namespace CometGateway.Core.Snapshots;

/// <summary>Whether a text is JSON (RFC 8259), whatever its media type says.</summary>
internal static class JsonText
{
    /// <summary>Exactly one JSON text, to any depth. A name twice in one object and half of a surrogate pair as `\uXXXX` are valid.</summary>
    public static bool IsValid(ReadOnlySpan<byte> text)
    {
        // The reader keeps one bit per level of nesting, so depth costs nothing.
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = int.MaxValue });
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
