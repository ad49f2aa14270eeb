using System.Text.Json;

namespace CometGateway.Host.Welcome;

/// <summary>One visitor's eyes: notes when a change of the ticker gets to it, and what it never saw.</summary>
internal sealed class TickerReader(Sightings sightings, TimeProvider time)
{
    private long? _revision;

    /// <exception cref="JsonException">The text is no JSON.</exception>
    public void Read(ReadOnlyMemory<byte> json)
    {
        using var ticker = JsonDocument.Parse(json);
        var revision = ticker.RootElement.GetProperty("revision").GetInt64();
        var changedAt = ticker.RootElement.GetProperty("changedAt").GetInt64();
        // The first sight is not a change, and a stream that resumes may repeat what is known.
        if (_revision is { } known && revision > known)
            sightings.Add(Math.Max(0, time.GetUtcNow().ToUnixTimeMilliseconds() - changedAt), revision - known - 1);
        _revision = revision;
    }
}
