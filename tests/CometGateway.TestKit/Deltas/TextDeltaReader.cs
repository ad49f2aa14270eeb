using System.Text.Json;

namespace CometGateway.TestKit.Deltas;

/// <summary>Applies a `text-delta` as a browser does: copies are offsets into the old text in UTF-16 code units.</summary>
public static class TextDeltaReader
{
    public static string Apply(string old, string deltaJson)
    {
        using var delta = JsonDocument.Parse(deltaJson);
        return string.Concat(delta.RootElement.EnumerateArray().Select(part => Part(old, part)));
    }

    private static string Part(string old, JsonElement part)
    {
        if (part.ValueKind == JsonValueKind.String) return part.GetString()!;
        if (part.ValueKind != JsonValueKind.Array || part.GetArrayLength() != 2)
            throw new FormatException($"{part.GetRawText()} is neither an insert nor a copy.");

        // JavaScript's substr would silently give less than was asked for where the old text ends; Substring throws.
        return old.Substring(part[0].GetInt32(), part[1].GetInt32());
    }
}
