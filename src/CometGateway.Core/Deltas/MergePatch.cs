namespace CometGateway.Core.Deltas;

/// <summary>The `merge-patch` form: what a JSON Merge Patch (RFC 7396) can say of a change.</summary>
internal static class MergePatch
{
    /// <summary>
    /// The patch that makes <paramref name="to"/> of <paramref name="from"/>, or null when there is none or it is longer than <paramref name="limit"/>.
    /// Null says "removed" in a merge patch, so a member that becomes null cannot be said; and a patch that is no object replaces everything.
    /// </summary>
    public static byte[]? Between(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to, int limit)
    {
        if (!JsonOutline.TryRead(from, out var old) || !JsonOutline.TryRead(to, out var next)) return null;
        return old.IsObject(0) && next.IsObject(0) ? new MergePatchWriter(old, next, limit).Write() : null;
    }
}
