using CometGateway.Core.Deltas;
using CometGateway.Core.Snapshots;

namespace CometGateway.Transports;

/// <summary>What makes the events of states and changes: <see cref="Delta"/> by one set of rules, or a script in tests.</summary>
/// <param name="Whole">The events of a whole state.</param>
/// <param name="Between">The events from one state to another; null where the whole is to be sent.</param>
internal sealed record DeltaEncoders(
    Func<Snapshot, EventForm, IReadOnlyList<DeltaEvent>> Whole, Func<Snapshot, Snapshot, EventForm, IReadOnlyList<DeltaEvent>?> Between)
{
    public static DeltaEncoders By(DeltaRules rules) => new(
        (state, form) => Delta.Whole(state, form, rules), (from, to, form) => Delta.Between(from, to, form, rules));
}
