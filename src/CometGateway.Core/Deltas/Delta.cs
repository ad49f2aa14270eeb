using CometGateway.Core.Snapshots;

namespace CometGateway.Core.Deltas;

/// <summary>What is sent of a state or of a change, in each form. Pure, and the same for every transport.</summary>
internal static class Delta
{
    /// <summary>The events that tell a whole state to one who has none.</summary>
    public static IReadOnlyList<DeltaEvent> Whole(Snapshot state, EventForm form, DeltaRules rules)
    {
        var name = form == EventForm.Snapshot ? null : "snapshot";
        // Octets go over text transports in the same way in every form, and are not compared.
        if (state.Text is not { } text) return [new(name, Base64Body.Of(state))];
        return [new(name, text)];
    }

    /// <summary>The events that lead from one state to another, or null when the whole is not clearly larger or the form cannot say it.</summary>
    public static IReadOnlyList<DeltaEvent>? Between(Snapshot from, Snapshot to, EventForm form, DeltaRules rules) => null;
}
