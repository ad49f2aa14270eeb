using System.Text.Json.Serialization;

namespace CometGateway.Core.Deltas;

/// <summary>In which form changes are sent: the `Events` key of a policy, or the client's own `comet.events=`.</summary>
internal enum EventForm
{
    /// <summary>Default. The whole body in every event.</summary>
    [JsonStringEnumMemberName("snapshot")]
    Snapshot,

    /// <summary>A JSON Patch (RFC 6902) from the state before.</summary>
    [JsonStringEnumMemberName("json-patch")]
    JsonPatch,

    /// <summary>A JSON Merge Patch (RFC 7396), where it can say the change.</summary>
    [JsonStringEnumMemberName("merge-patch")]
    MergePatch,

    /// <summary>Copies and inserts over the text before, exact for any text.</summary>
    [JsonStringEnumMemberName("text-delta")]
    TextDelta,

    /// <summary>One event for each item of a keyed array or feed that was added, changed or removed.</summary>
    [JsonStringEnumMemberName("items")]
    Items,
}
