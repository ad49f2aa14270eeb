using CometGateway.Configuration;
using CometGateway.Core.Watching;
using CometGateway.Lifetime;

namespace CometGateway.Routing;

/// <summary>Why a page has no stream, as a client is told.</summary>
internal static class StreamRefusal
{
    public static Refusal Of(PollOutcome.Ended ended) => ended.Kind switch
    {
        EndKind.Unauthorized => new(401, "unauthorized", "The site asks for a login", Sentence(ended.Reason)),
        EndKind.Gone => new(404, "gone", "There is no such page", Sentence(ended.Reason)),
        EndKind.TooLarge => new(406, "too_large", "The page is too large to be streamed", Sentence(ended.Reason)),
        EndKind.Varies => new(503, "varies", "The page's Vary header keeps changing", Sentence(ended.Reason), 5),
        _ => new(406, "not_watchable", "The page cannot be streamed", Sentence(ended.Reason)),
    };

    /// <summary>Null when the policy allows the transport. There are others, which the browser client then tries.</summary>
    public static Refusal? ForTransport(string transport, CometPolicy policy) => policy.Transports.Contains(transport, StringComparer.OrdinalIgnoreCase) ? null : new(
        406, "transport_off", "This page is not sent in that way",
        $"The policy's Transports do not hold '{transport}'; they are {string.Join(", ", policy.Transports.Select(word => $"'{word}'"))}.");

    private static string Sentence(string reason) => char.ToUpperInvariant(reason[0]) + reason[1..] + ".";
}
