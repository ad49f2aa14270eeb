namespace CometGateway.Benchmarks.Deltas;

/// <summary>What was found out about one pair of pages.</summary>
/// <param name="Ours">By form, those that are for this sort of page.</param>
/// <param name="Peers">By library; none for pages that are not JSON.</param>
/// <param name="Formatted">jsondiffpatch's delta as RFC 6902: its bytes, or why there is none.</param>
internal sealed record PageResult(
    PageCase Page,
    IReadOnlyDictionary<string, PageResult.OurResult> Ours,
    IReadOnlyDictionary<string, PageResult.PeerResult> Peers,
    string Formatted)
{
    /// <summary>The smallest of our forms by which a client has the whole page; items leave out what is not in the list.</summary>
    public int? Best => Ours.Where(form => form.Key != DeltaForm.Items.Name).Min(form => form.Value.Bytes);

    /// <param name="Bytes">Null when the form cannot say it or needs more than the page.</param>
    /// <param name="Allocated">Bytes for one diff, without its result.</param>
    internal sealed record OurResult(int? Bytes, double Microseconds, long Allocated);

    /// <param name="Bytes">Null when it was stopped.</param>
    /// <param name="Times">How often ours, as JSON Patch, is done meanwhile: the median of the rounds' ratios.</param>
    /// <param name="Stopped">Why it was, or null.</param>
    /// <param name="IsOneRun">The time is that of a single first diff.</param>
    internal sealed record PeerResult(int? Bytes, double? Microseconds, double? Times, string? Stopped, bool IsOneRun);
}
