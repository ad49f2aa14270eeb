namespace CometGateway.Configuration;

/// <summary>Which pages are compressed on streams (the `Compress` key of a policy).</summary>
internal enum CompressMode
{
    /// <summary>
    /// Default. Those that are the same for everybody: no cookie, no Authorization and no other header that may be a credential selects them. The length of a compressed page that holds a user's secret beside words that
    /// an attacker put there tells how far the two are alike (the attack BREACH), so a page that is a user's own is left as it is.
    /// </summary>
    Shared,

    /// <summary>All of the policy's pages: the operator's word that they hold no such secrets.</summary>
    All,

    /// <summary>None.</summary>
    None,
}
