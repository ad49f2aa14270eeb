using CometGateway.Core.Snapshots;

namespace CometGateway.Core.Watching;

/// <summary>What must be known of a resource to judge an answer to its poll.</summary>
/// <param name="Path">The path that was asked for, to tell a redirect to itself from one to elsewhere.</param>
/// <param name="Query">Empty, or the query that was asked for with its question mark: in many a site it alone names the page.</param>
/// <param name="Current">The last good snapshot.</param>
/// <param name="Held">The validators that the poll carried.</param>
/// <param name="IsCredentialed">Polled with one user's credential, for that user alone.</param>
/// <param name="StripsCookies">The operator's word that Set-Cookie on the page means nothing (Audience: Everyone).</param>
/// <param name="IsOverridden">The operator's word that no-store and private do not apply (OverrideCacheControl).</param>
/// <param name="KnownVary">Names of request headers that are part of the key, lower case.</param>
/// <param name="Select">The part that streams deliver, or null for the whole page.</param>
internal sealed record PollSubject(
    string Path,
    string Query,
    Snapshot? Current,
    Validators Held,
    bool IsCredentialed,
    bool StripsCookies,
    bool IsOverridden,
    IgnoreRules Ignore,
    IReadOnlyCollection<string> KnownVary,
    int MaxBodyBytes,
    IBodySelection? Select = null)
{
    /// <summary>What the site was told that clients have in front of the path (X-Forwarded-Prefix); empty by default.</summary>
    public string PathBase { get; init; } = "";
}
