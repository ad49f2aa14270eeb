using System.Text.Json.Serialization;

namespace CometGateway.Configuration;

/// <summary>In which form changes are sent (the `Events` key of a policy). A form is allowed in files once it has a member here.</summary>
internal enum EventForm
{
    /// <summary>Default. The whole body in every event.</summary>
    [JsonStringEnumMemberName("snapshot")]
    Snapshot,
}
