namespace CometGateway.Core.Http;

/// <summary>Why a poll brought no message.</summary>
internal enum PollFault
{
    /// <summary>No route, cluster or available destination.</summary>
    Unavailable,

    /// <summary>The connection failed, or the message broke off or was malformed.</summary>
    Transport,

    /// <summary>No complete answer within the time allowed.</summary>
    Timeout,

    /// <summary>The body is larger than MaxBodyBytes.</summary>
    BodyTooLarge,
}
