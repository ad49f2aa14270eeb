using CometGateway.Core.Deltas;
using CometGateway.Core.Http;

namespace CometGateway.Benchmarks.Deltas;

/// <summary>One of our forms.</summary>
/// <param name="IsFor">Whether it is for such pages.</param>
/// <param name="Measure">The bytes of data that would be sent, and of the names of events where there are several; null when the form cannot say it or needs more than the page.</param>
/// <param name="Wrong">Null, or how what is sent fails to lead to the second state.</param>
internal sealed record DeltaForm(string Name, Func<PageKind, bool> IsFor, Func<byte[], byte[], MediaType, int?> Measure, Func<byte[], byte[], MediaType, string?> Wrong)
{
    public static DeltaForm JsonPatch { get; } = new(
        "json-patch", kind => kind.Type.IsJson, (from, to, _) => Encoders.JsonPatch(from, to, to.Length)?.Length, DeltaCheck.JsonPatch);

    public static DeltaForm MergePatch { get; } = new(
        "merge-patch", kind => kind.Type.IsJson, (from, to, _) => Encoders.MergePatch(from, to, to.Length)?.Length, DeltaCheck.MergePatch);

    public static DeltaForm TextDelta { get; } = new(
        "text-delta", _ => true, (from, to, _) => Encoders.TextDelta(from, to, to.Length)?.Length, DeltaCheck.TextDelta);

    public static DeltaForm Items { get; } = new(
        "items", kind => kind.Type.IsJson || kind.Type.IsXml, (from, to, type) => Encoders.Items(from, to, type, to.Length) is { } events ? Size(events) : null, DeltaCheck.Items);

    public static IReadOnlyList<DeltaForm> All { get; } = [JsonPatch, MergePatch, TextDelta, Items];

    // Not by LINQ, which would count as an allocation of the diff.
    private static int Size(IReadOnlyList<DeltaEvent> events)
    {
        var size = 0;
        for (var k = 0; k < events.Count; k++) size += events[k].Name!.Length + events[k].Data.Length;
        return size;
    }
}
