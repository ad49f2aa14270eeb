namespace CometGateway.FunctionalTests.Watched;

/// <param name="Parents">The version that it changes; null for a first state.</param>
/// <param name="Body">Null where the change is told by patches.</param>
internal sealed record BraidUpdate(string Version, string? Parents, string? Body, IReadOnlyList<BraidPatch> Patches)
{
    public string AppliedTo(string old)
    {
        if (Body is not null) return Body;
        foreach (var patch in Patches) old = old[..patch.Start] + patch.Content + old[patch.End..];
        return old;
    }
}
