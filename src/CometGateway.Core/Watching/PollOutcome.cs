using CometGateway.Core.Snapshots;

namespace CometGateway.Core.Watching;

/// <summary>What one poll meant for the resource.</summary>
internal abstract record PollOutcome
{
    private PollOutcome()
    {
    }

    /// <summary>304, the same bytes, or the same in what is delivered and not ignored: no stream is told anything.</summary>
    /// <param name="Page">Where only a part is delivered and the rest changed: the page that plain GETs get from now on. Its version and text are the current ones.</param>
    internal sealed record Unchanged(UnchangedBy By, Snapshot? Page = null) : PollOutcome;

    internal sealed record Changed(Snapshot Snapshot) : PollOutcome;

    /// <summary>A fault that may pass: the last good snapshot stands, the next poll backs off.</summary>
    /// <param name="Reason">Shown to subscribers; says what the site did, never a credential.</param>
    /// <param name="RetryAfter">The site's own Retry-After, when it sent one.</param>
    internal sealed record Failed(string Reason, TimeSpan? RetryAfter = null) : PollOutcome;

    /// <summary>The resource is over for its subscribers.</summary>
    /// <param name="Location">Where the site redirects to, when it is <see cref="EndKind.Moved"/>.</param>
    /// <param name="VaryNames">The header names to key by, when it <see cref="EndKind.Varies"/>.</param>
    internal sealed record Ended(EndKind Kind, string Reason, string? Location = null, IReadOnlyList<string>? VaryNames = null) : PollOutcome;
}

internal enum UnchangedBy
{
    NotModified,
    SameBytes,
    Ignored,

    /// <summary>The page changed, but not in the part that is delivered.</summary>
    NotSelected,
}

/// <summary>Why a resource ended, and what a new request for it is answered.</summary>
internal enum EndKind
{
    /// <summary>404 or 410.</summary>
    Gone,

    /// <summary>401, 403, a redirect away from or an HTML page in place of a credentialed resource's data.</summary>
    Unauthorized,

    /// <summary>The site redirects to another URL (Location), and no credential is involved.</summary>
    Moved,

    /// <summary>The site's headers forbid keeping it (no-store, private, Set-Cookie, Vary: *), or it is not a plain 200.</summary>
    NotWatchable,

    /// <summary>Vary names request headers that are not yet part of the key.</summary>
    Varies,

    /// <summary>The first answer was larger than MaxBodyBytes.</summary>
    TooLarge,
}
