namespace CometGateway.Configuration;

/// <summary>Who may share one poll (the `Audience` key of a policy).</summary>
internal enum AudienceMode
{
    /// <summary>Default. A request with a credential has a resource of its own; those without share one.</summary>
    PerCredential,

    /// <summary>The operator's word that the page is the same for all: polled without credentials, shared by everybody.</summary>
    Everyone,
}
