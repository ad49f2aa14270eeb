using CometGateway.Core.History;
using CometGateway.Upstream;

namespace CometGateway.Resources;

/// <summary>What is kept of a resource that nobody watches, so that a reload or a reconnect finds its version again.</summary>
internal sealed record ParkedResource(ResourceHistory History, StoredAnswer Stored, PollPace Pace)
{
    /// <summary>Bodies and header fields, plus something for each entry's own objects; the key's size is its own.</summary>
    public long Size => History.Bytes + (ReferenceEquals(History.Current, Stored.Snapshot) ? 0 : Stored.Snapshot.Size) + Stored.Headers.Sum(header => 2L * (header.Key.Length + header.Value.Length)) + 1024;
}
