namespace CometGateway.Core.Snapshots;

/// <summary>The validators held for the next conditional request, exactly as the site sent them (RFC 9110 §8.8).</summary>
internal sealed record Validators(string? ETag, string? LastModified)
{
    public static Validators None { get; } = new(null, null);

    public bool IsNone => ETag is null && LastModified is null;
}
