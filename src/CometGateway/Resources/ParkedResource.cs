using CometGateway.Core.History;

namespace CometGateway.Resources;

/// <summary>What is kept of a resource that nobody watches, so that a reload or a reconnect finds its version again.</summary>
internal sealed record ParkedResource(ResourceHistory History, StoredAnswer Stored)
{
    /// <summary>Bodies, plus something for each entry's own objects.</summary>
    public long Size => History.Bytes + 1024;
}
