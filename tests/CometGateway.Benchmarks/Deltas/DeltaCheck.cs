using System.Text;
using System.Text.Json.Nodes;
using CometGateway.Core.Deltas;
using CometGateway.Core.Http;
using CometGateway.TestKit.Deltas;

namespace CometGateway.Benchmarks.Deltas;

/// <summary>Does with a delta what a client does. Each answers null when that leads to the second state, or when there is no delta; else what is wrong.</summary>
internal static class DeltaCheck
{
    public static string? JsonPatch(byte[] from, byte[] to, MediaType type) => Encoders.JsonPatch(from, to, to.Length) is { } patch
        ? JsonSame.Difference(JsonPatchReader.Apply(from, patch), JsonTreeReader.Read(to))
        : null;

    public static string? MergePatch(byte[] from, byte[] to, MediaType type) => Encoders.MergePatch(from, to, to.Length) is { } patch
        && !MergePatchReader.Same(MergePatchReader.Apply(JsonNode.Parse(from), JsonNode.Parse(patch)), JsonNode.Parse(to))
        ? "it leads to another document"
        : null;

    public static string? TextDelta(byte[] from, byte[] to, MediaType type) => Encoders.TextDelta(from, to, to.Length) is { } delta
        && TextDeltaReader.Apply(Encoding.UTF8.GetString(from), Encoding.UTF8.GetString(delta)) != Encoding.UTF8.GetString(to)
        ? "it leads to another text"
        : null;

    public static string? Items(byte[] from, byte[] to, MediaType type)
    {
        if (Encoders.Items(from, to, type, to.Length) is not { } events) return null;
        var client = new ItemListReader();
        foreach (var one in ItemEvents.Whole(Encoders.List(from, type)!).Concat(events)) client.Apply(one.Name, one.Data);
        return client.Items.SequenceEqual(Encoders.List(to, type)!.Items.Select(item => (item.Key, Encoding.UTF8.GetString(item.Value.Span)))) ? null : "it leads to another list";
    }
}
