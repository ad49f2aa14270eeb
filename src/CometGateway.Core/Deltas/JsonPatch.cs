namespace CometGateway.Core.Deltas;

/// <summary>JSON Patches (RFC 6902) between two JSON texts, made from their bytes; numbers keep their text.</summary>
internal static class JsonPatch
{
    /// <summary>
    /// A patch that makes <paramref name="to"/> of <paramref name="from"/>; `[]` when they differ in white space or the order of members only.
    /// Null when it would be longer than <paramref name="limit"/> bytes.
    /// </summary>
    /// <param name="from">A valid JSON text in UTF-8, to any depth; what is not valid is not noticed.</param>
    /// <param name="to">The same.</param>
    public static byte[]? Between(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to, ArrayKeys keys, int limit)
    {
        using var patch = new JsonPatchWriter(limit);
        var diff = new JsonPatchDiff(from, to, keys, patch);
        try
        {
            diff.Run();
        }
        finally
        {
            diff.Dispose();
        }

        return patch.IsFull || patch.Length >= limit ? null : patch.ToArray();
    }
}
