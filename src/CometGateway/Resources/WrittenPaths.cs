namespace CometGateway.Resources;

/// <summary>What a write wrote: its target, Location and Content-Location (RFC 9111 §4.4), as paths that clients see.</summary>
internal sealed record WrittenPaths(string Target, string? Location, string? ContentLocation)
{
    public bool Contains(string path) => Is(Target, path) || Is(Location, path) || Is(ContentLocation, path);

    private static bool Is(string? one, string path) => string.Equals(one, path, StringComparison.Ordinal);
}
