using CometGateway.Benchmarks.Reports;

namespace CometGateway.Benchmarks.Deltas;

/// <summary>Writes down what was measured, and how.</summary>
internal static class DeltaReport
{
    private static readonly double _limit = NodePeer.Limit.TotalSeconds;

    public static async Task<string> WriteAsync(IReadOnlyList<PageResult> results) => $"""
        # Deltas: sizes and costs

        Written by `dotnet run -c Release --project tests/CometGateway.Benchmarks -- deltas`. All pages are generated, the same in every run.

        {await Machine.DescribeAsync(NodePeer.FastJsonPatch, NodePeer.JsonDiffPatch)}

        ## Sizes

        Bytes of data from the first state to the second, of items with the names of their events. {Figures.None}: the form cannot say the change, or not in fewer bytes than the whole page, or is not for such pages.
        jsondiffpatch matches items by their id, where there is none by their place; its RFC 6902 column is what its own formatter makes of that delta:
        "fails" where the formatter throws, "(wrong)" where fast-json-patch gets to another state with it, "over {_limit:0} s" where a diff was stopped.
        The last column is fast-json-patch's patch, which goes by the place of items, over the smallest of ours that tell the whole page (items leave out what is not in the list).

        {Sizes(results)}

        ### Where the place of items is no help

        {Places(results)}

        ## Time and allocation: JSON Patch

        One diff, from there to back by turns, over UTF-8 bytes with nothing kept between two of them. Medians of {PageMeasurement.Rounds} rounds, each the median of 3 to 5 batches (of fewer where a peer's diff takes a third of a second or more); ours and theirs take turns,
        and the ratio is the median of the rounds' ratios. Node keeps the old state parsed, and its time is `JSON.parse` of the new text, which it has as a string already, and the diff; ours parses both.
        Allocated: by our side for one diff, without the patch itself. *: a single cold diff, as it took over {NodePeer.SlowFrom.TotalSeconds:0} s.

        {Speed(results)}

        ## Time and allocation: our other forms

        {OtherForms(results)}

        ## A body that did not change

        Compared with the last one, byte by byte.

        {Unchanged.Report(results.Where(result => result.Page.Kind == PageKind.All[1] && result.Page.Change == PageChange.Edits).Select(result => result.Page))}

        ## Re-sorts of 1 MiB

        Every row at another place; ms for one diff.

        {Resorts(results)}
        """;

    private static MarkdownTable Sizes(IEnumerable<PageResult> results)
    {
        var table = new MarkdownTable(3, ["page", "change", "size", "whole", .. DeltaForm.All.Select(form => form.Name), NodePeer.FastJsonPatch, NodePeer.JsonDiffPatch, "… as RFC 6902", "place ÷ ours"]);
        foreach (var result in results)
        {
            table.Add(
            [
                .. Names(result),
                Figures.Bytes(result.Page.To.Length),
                .. DeltaForm.All.Select(form => Figures.Bytes(result.Ours.GetValueOrDefault(form.Name)?.Bytes)),
                Theirs(result, NodePeer.FastJsonPatch),
                Theirs(result, NodePeer.JsonDiffPatch),
                result.Formatted,
                Figures.Times(OverOurs(result)),
            ]);
        }

        return table;
    }

    private static MarkdownTable Places(IEnumerable<PageResult> results)
    {
        var table = new MarkdownTable(3, "page", "change", "size", NodePeer.FastJsonPatch, "ours", "ratio");
        foreach (var result in results.Where(result => result.Page.IsJson && (result.Page.Change == PageChange.HeadInsert || result.Page.Change == PageChange.Resort)))
            table.Add([.. Names(result), Theirs(result, NodePeer.FastJsonPatch), Figures.Bytes(result.Best), Figures.Times(OverOurs(result))]);
        return table;
    }

    private static MarkdownTable Speed(IEnumerable<PageResult> results)
    {
        var table = new MarkdownTable(3, "page", "change", "size", "ours µs", "MB/s", "allocated", $"{NodePeer.FastJsonPatch} µs", "ratio", $"{NodePeer.JsonDiffPatch} µs", "ratio");
        foreach (var result in results.Where(result => result.Page.IsJson))
        {
            var ours = result.Ours[DeltaForm.JsonPatch.Name];
            var (fast, smart) = (result.Peers[NodePeer.FastJsonPatch], result.Peers[NodePeer.JsonDiffPatch]);
            table.Add([.. Names(result), .. Costs(result, ours), Time(fast), Figures.Times(fast.Times), Time(smart), Figures.Times(smart.Times)]);
        }

        return table;
    }

    private static MarkdownTable OtherForms(IEnumerable<PageResult> results)
    {
        var table = new MarkdownTable(4, "page", "change", "size", "form", "µs", "MB/s", "allocated");
        foreach (var result in results)
        {
            foreach (var form in result.Ours.Where(form => form.Key != DeltaForm.JsonPatch.Name))
                table.Add([.. Names(result), form.Key, .. Costs(result, form.Value)]);
        }

        return table;
    }

    private static MarkdownTable Resorts(IEnumerable<PageResult> results)
    {
        var table = new MarkdownTable(1, ["page", .. DeltaForm.All.Select(form => form.Name), NodePeer.FastJsonPatch, NodePeer.JsonDiffPatch]);
        foreach (var result in results.Where(result => result.Page.Change == PageChange.Resort && result.Page.Size == PageCase.Sizes[^1]))
        {
            table.Add(
            [
                result.Page.Kind.Name,
                .. DeltaForm.All.Select(form => Milliseconds(result.Ours.GetValueOrDefault(form.Name)?.Microseconds)),
                .. new[] { NodePeer.FastJsonPatch, NodePeer.JsonDiffPatch }.Select(name => result.Peers.GetValueOrDefault(name) is { } peer ? peer.Stopped ?? Milliseconds(peer.Microseconds) : Figures.None),
            ]);
        }

        return table;
    }

    private static string[] Names(PageResult result) => [result.Page.Kind.Name, result.Page.Change.Name, result.Page.SizeName];

    private static string[] Costs(PageResult result, PageResult.OurResult ours) =>
        [Figures.Microseconds(ours.Microseconds), Figures.Microseconds(result.Page.To.Length / ours.Microseconds), Figures.Bytes((int)ours.Allocated)];

    private static string Theirs(PageResult result, string library) =>
        result.Peers.GetValueOrDefault(library) is { } peer ? peer.Bytes is null ? peer.Stopped ?? Figures.None : Figures.Bytes(peer.Bytes) : Figures.None;

    private static double? OverOurs(PageResult result) => (double?)result.Peers.GetValueOrDefault(NodePeer.FastJsonPatch)?.Bytes / result.Best;

    private static string Time(PageResult.PeerResult peer) =>
        peer.Microseconds is { } us ? $"{Figures.Microseconds(us)}{(peer.IsOneRun ? " *" : "")}" : peer.Stopped ?? Figures.None;

    private static string Milliseconds(double? us) => us is { } time ? Figures.Microseconds(time / 1000) : Figures.None;
}
