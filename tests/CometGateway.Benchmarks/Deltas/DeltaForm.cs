using System.Text;
using CometGateway.Core.Http;
using CometGateway.TestKit.Deltas;

namespace CometGateway.Benchmarks.Deltas;

/// <summary>One of our forms: for which pages it is, what it costs, and how its work is checked.</summary>
/// <param name="Measure">The bytes of data that would be sent; null when the form cannot say it or needs more than the page.</param>
/// <param name="Wrong">Null when the delta leads to the second state, or when there is none; else what is wrong.</param>
internal sealed record DeltaForm(
    string Name,
    Func<PageKind, bool> IsFor,
    Func<byte[], byte[], MediaType, int?> Measure,
    Func<byte[], byte[], string?> Wrong)
{
    public static DeltaForm JsonPatch { get; } = new(
        "json-patch",
        kind => kind.Type.IsJson,
        (from, to, _) => Encoders.JsonPatch(from, to, to.Length)?.Length,
        (from, to) => Encoders.JsonPatch(from, to, to.Length) is { } patch ? JsonSame.Difference(JsonPatchReader.Apply(from, patch), JsonTreeReader.Read(to)) : null);

    public static DeltaForm MergePatch { get; } = new(
        "merge-patch",
        kind => kind.Type.IsJson,
        (from, to, _) => Encoders.MergePatch(from, to, to.Length)?.Length,
        (from, to) => Encoders.MergePatch(from, to, to.Length) is { } patch ? JsonSame.Difference(MergePatchReader.Apply(from, patch), JsonTreeReader.Read(to)) : null);

    public static DeltaForm TextDelta { get; } = new(
        "text-delta",
        _ => true,
        (from, to, _) => Encoders.TextDelta(from, to, to.Length)?.Length,
        (from, to) => Encoders.TextDelta(from, to, to.Length) is not { } delta || TextDeltaReader.Apply(Encoding.UTF8.GetString(from), delta).Equals(Encoding.UTF8.GetString(to), StringComparison.Ordinal)
            ? null : "another text");

    // What the events of items leave to the client is no state, so there is none to compare.
    public static DeltaForm Items { get; } = new(
        "items",
        kind => kind.Type.IsJson || kind.Type.IsXml,
        (from, to, type) => Encoders.Items(from, to, type, to.Length) is { } events ? events.Sum(one => one.Data.Length) : null,
        (_, _) => null);

    public static IReadOnlyList<DeltaForm> All { get; } = [JsonPatch, MergePatch, TextDelta, Items];
}
