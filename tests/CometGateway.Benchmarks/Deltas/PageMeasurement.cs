using CometGateway.Benchmarks.Reports;
using CometGateway.TestKit;

namespace CometGateway.Benchmarks.Deltas;

/// <summary>Measures one pair of pages: ours and theirs take turns, so that a busy moment of the machine hits both.</summary>
internal static class PageMeasurement
{
    public const int Rounds = 3;
    private static readonly TimeSpan _round = TimeSpan.FromMilliseconds(150);

    // For the forms that nobody is compared with.
    private static readonly TimeSpan _shortRound = TimeSpan.FromMilliseconds(60);

    public static async Task<PageResult> RunAsync(PageCase page)
    {
        var ours = new Dictionary<string, PageResult.OurResult>(StringComparer.Ordinal);
        var peers = new Dictionary<string, PageResult.PeerResult>(StringComparer.Ordinal);
        var formatted = Figures.None;
        foreach (var form in DeltaForm.All.Where(form => form.IsFor(page.Kind)))
        {
            if (form.Wrong(page.From, page.To, page.Kind.Type) is { } wrong) throw new InvalidOperationException($"{page}: {form.Name} is wrong: {wrong}");
            if (form != DeltaForm.JsonPatch) ours[form.Name] = Alone(page, form);
        }

        if (page.IsJson) formatted = await CompareAsync(page, ours, peers);
        return new(page, ours, peers, formatted);
    }

    private static PageResult.OurResult Alone(PageCase page, DeltaForm form)
    {
        var timing = OurTiming.Warm(page, form, _shortRound);
        for (var round = 0; round < Rounds; round++) timing.Round();
        return timing.Result;
    }

    private static async Task<string> CompareAsync(PageCase page, Dictionary<string, PageResult.OurResult> ours, Dictionary<string, PageResult.PeerResult> peers)
    {
        using var folder = new TempFolder();
        var (from, to) = (folder["from.json"], folder["to.json"]);
        await File.WriteAllBytesAsync(from, page.From);
        await File.WriteAllBytesAsync(to, page.To);
        await using var fast = await NodePeer.StartAsync(NodePeer.FastJsonPatch, from, to);
        await using var smart = await NodePeer.StartAsync(NodePeer.JsonDiffPatch, from, to);
        var timing = OurTiming.Warm(page, DeltaForm.JsonPatch, _round);
        NodePeer[] nodes = [fast, smart];
        List<(double Us, double Times)>[] rounds = [[], []];

        // The first is for the compilers.
        for (var round = -1; round < Rounds; round++)
        {
            var our = round < 0 ? 0 : timing.Round();
            for (var i = 0; i < nodes.Length; i++)
            {
                if (!nodes[i].IsSlow && await nodes[i].RoundAsync(_round) is { } us && round >= 0) rounds[i].Add((us, us / our));
            }
        }

        ours[DeltaForm.JsonPatch.Name] = timing.Result;
        peers[NodePeer.FastJsonPatch] = Result(fast, rounds[0], timing);
        peers[NodePeer.JsonDiffPatch] = Result(smart, rounds[1], timing);
        return await smart.FormattedAsync();
    }

    private static PageResult.PeerResult Result(NodePeer peer, List<(double Us, double Times)> rounds, OurTiming ours)
    {
        if (peer.Bytes is null || (rounds.Count == 0 && !peer.IsSlow)) return new(peer.Bytes, null, null, peer.Stopped, IsOneRun: false);
        return peer.IsSlow
            ? new(peer.Bytes, peer.FirstMicroseconds, peer.FirstMicroseconds / ours.Result.Microseconds, null, IsOneRun: true)
            : new(peer.Bytes, Figures.Median(rounds.Select(round => round.Us)), Figures.Median(rounds.Select(round => round.Times)), null, IsOneRun: false);
    }
}
