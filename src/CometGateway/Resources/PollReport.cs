using CometGateway.Core.Watching;
using CometGateway.Transports;

namespace CometGateway.Resources;

/// <summary>What is said of a poll's outcome: to clients, and in metrics.</summary>
internal static class PollReport
{
    public static ResourceStatus StatusOf(PollOutcome.Ended ended) => ended.Kind switch
    {
        EndKind.Unauthorized => new(ResourceState.Unauthorized, ended.Reason),
        // The client comes back at once and is then given the right key, or the redirect itself.
        EndKind.Varies or EndKind.Moved => new(ResourceState.Draining, ended.Reason),
        _ => new(ResourceState.Gone, ended.Reason),
    };

    public static string NameOf(PollOutcome outcome) => outcome switch
    {
        PollOutcome.Unchanged { By: UnchangedBy.NotModified } => "unchanged_304",
        PollOutcome.Unchanged { By: UnchangedBy.SameBytes } => "unchanged_bytes",
        PollOutcome.Unchanged { By: UnchangedBy.NotSelected } => "unchanged_unselected",
        PollOutcome.Unchanged => "unchanged_ignored",
        PollOutcome.Changed => "changed",
        PollOutcome.Failed => "failed",
        _ => "ended",
    };
}
