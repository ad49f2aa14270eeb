namespace CometGateway.Core.Deltas;

/// <summary>The `merge-patch` form: what a JSON Merge Patch (RFC 7396) can say of a change.</summary>
internal static class MergePatch
{
    /// <summary>
    /// The patch that makes <paramref name="to"/> of <paramref name="from"/>, or null when there is none or it is longer than <paramref name="limit"/>.
    /// Null says "removed" in a merge patch, so a member that becomes null cannot be said; and a patch that is no object replaces everything.
    /// </summary>
    /// <param name="from">A valid JSON text in UTF-8, to any depth; what is not valid is not noticed.</param>
    /// <param name="to">The same.</param>
    public static byte[]? Between(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to, int limit)
    {
        using var patch = new MergePatchWriter(limit);
        var diff = new MergePatchDiff(from, to, patch);
        try
        {
            return diff.TryRun() && patch.Length <= limit ? patch.ToArray() : null;
        }
        finally
        {
            diff.Dispose();
        }
    }
}
