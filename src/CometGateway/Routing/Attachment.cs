using CometGateway.Core.Watching;
using CometGateway.Lifetime;
using CometGateway.Resources;

namespace CometGateway.Routing;

/// <summary>What came of a stream's wish for a resource.</summary>
internal abstract record Attachment
{
    private Attachment()
    {
    }

    /// <summary>Attached: whoever gets this detaches.</summary>
    internal sealed record To(WatchedResource Resource) : Attachment;

    /// <summary>There is nothing to be streamed, and why.</summary>
    internal sealed record Over(PollOutcome.Ended End) : Attachment;

    /// <summary>A limit of the gateway's own is reached.</summary>
    internal sealed record Refused(Refusal Refusal) : Attachment;
}
