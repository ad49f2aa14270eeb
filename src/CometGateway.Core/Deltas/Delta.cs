using CometGateway.Core.Http;
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
        if (form == EventForm.TextDelta) return [new(name, TextDelta.Whole(text.Span))];
        if (form == EventForm.Items)
        {
            using var list = ListOf(state, rules);
            if (list is not null) return ItemEvents.Whole(list);
        }

        return [new(name, text)];
    }

    /// <summary>The events that lead from one state to another, or null when the whole is not clearly larger or the form cannot say it.</summary>
    public static IReadOnlyList<DeltaEvent>? Between(Snapshot from, Snapshot to, EventForm form, DeltaRules rules)
    {
        if (from.Text is not { } old || to.Text is not { } text || Math.Max(old.Length, text.Length) > rules.MaxBytes) return null;
        var limit = ClearlyBelow(text.Length);
        return form switch
        {
            EventForm.JsonPatch when from.IsJson && to.IsJson => One("patch", JsonPatch.Between(old.Span, text.Span, rules.Keys, limit)),
            EventForm.MergePatch when from.IsJson && to.IsJson => One("merge", MergePatch.Between(old.Span, text.Span, limit)),
            EventForm.TextDelta => One("delta", TextDelta.Between(old.Span, text.Span, limit)),
            EventForm.Items => ItemsBetween(from, to, rules),
            _ => null,
        };
    }

    /// <summary>A delta costs its reader more than a whole state: it has to be worth it.</summary>
    private static int ClearlyBelow(int bytes) => (int)(bytes * 3L / 4);

    private static IReadOnlyList<DeltaEvent>? ItemsBetween(Snapshot from, Snapshot to, DeltaRules rules)
    {
        using var old = ListOf(from, rules);
        using var list = old is null ? null : ListOf(to, rules);
        return list is null ? null : ItemEvents.Between(old!, list, ClearlyBelow(list.Size));
    }

    private static ItemList? ListOf(Snapshot state, DeltaRules rules) =>
        state.Text!.Value.Length > rules.MaxBytes ? null : ItemList.Of(state.Text.Value, MediaType.Parse(state.MediaType), rules.Keys);

    private static IReadOnlyList<DeltaEvent>? One(string name, byte[]? data) => data is null ? null : [new(name, data)];
}
