using System.Text.Json;
using CometGateway.TestKit;
using CometGateway.TestKit.Processes;

namespace CometGateway.Benchmarks.Deltas;

/// <summary>Another library's diff of one pair of pages, in a Node of its own that is stopped when it takes too long.</summary>
internal sealed class NodePeer : IAsyncDisposable
{
    public const string FastJsonPatch = "fast-json-patch";
    public const string JsonDiffPatch = "jsondiffpatch";
    private const int MegabytesOfHeap = 3072;
    private readonly ChildProcess _node;
    private int _answers;

    private NodePeer(ChildProcess node) => _node = node;

    /// <summary>How long its first diff, or any later answer, may take.</summary>
    public static TimeSpan Limit { get; } = TimeSpan.FromSeconds(6);

    /// <summary>A first diff over this is the only one: rounds of them would take minutes.</summary>
    public static TimeSpan SlowFrom { get; } = TimeSpan.FromSeconds(1);

    /// <summary>Null while it answers, else why it no longer does.</summary>
    public string? Stopped { get; private set; }

    /// <summary>Of its own delta; null when there is none.</summary>
    public int? Bytes { get; private set; }

    /// <summary>Of its first diff, cold.</summary>
    public double FirstMicroseconds { get; private set; }

    public bool IsSlow => FirstMicroseconds > SlowFrom.TotalMicroseconds;

    public static async Task<NodePeer> StartAsync(string library, string from, string to)
    {
        if (!Directory.Exists(Repository.PathOf("tests/npm/node_modules"))) throw new DirectoryNotFoundException("tests/npm/node_modules is missing: bash tests/setup.sh brings the peers' libraries.");
        var script = Repository.PathOf("tests/CometGateway.Benchmarks/node/peer.mjs");
        var peer = new NodePeer(ChildProcess.Start(library, Programs.Find("node", "nodejs"), [$"--max-old-space-size={MegabytesOfHeap}", script, library, from, to]));
        if (await peer.AnswerAsync() is { } first)
        {
            peer.Bytes = first.GetProperty("bytes").GetInt32();
            peer.FirstMicroseconds = first.GetProperty("ms").GetDouble() * 1000;
        }

        return peer;
    }

    /// <summary>The median of some diffs that take <paramref name="length"/> together, in µs.</summary>
    public async Task<double?> RoundAsync(TimeSpan length) =>
        (await AskAsync($"round {(int)length.TotalMilliseconds}"))?.GetProperty("us").GetDouble();

    /// <summary>Of jsondiffpatch: its delta as RFC 6902.</summary>
    /// <returns>Its bytes, or why there is none; and whether it is wrong.</returns>
    public async Task<string> FormattedAsync()
    {
        if (await AskAsync("format") is not { } answer) return Stopped!;
        if (answer.TryGetProperty("failed", out _)) return "fails";
        var bytes = Reports.Figures.Bytes(answer.GetProperty("bytes").GetInt32());
        return answer.GetProperty("right").GetBoolean() ? bytes : $"{bytes} (wrong)";
    }

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    private async Task<JsonElement?> AskAsync(string question)
    {
        if (Stopped is not null) return null;
        await _node.Input.WriteLineAsync(question);
        await _node.Input.FlushAsync();
        return await AnswerAsync();
    }

    private async Task<JsonElement?> AnswerAsync()
    {
        try
        {
            // Beside the answers stands what Node itself has to say.
            var lines = await _node.Output.UntilAsync(lines => lines.Count(IsAnswer) > _answers, "an answer", Limit);
            using var answer = JsonDocument.Parse(lines.Where(IsAnswer).ElementAt(_answers++));
            return answer.RootElement.Clone();
        }
        catch (WaitFailedException) when (!_node.HasExited)
        {
            Stopped = $"over {Limit.TotalSeconds:0} s";
            await _node.KillAsync();
        }
        catch (WaitFailedException) when (_node.Output.Items.Any(line => line.Contains("out of memory", StringComparison.Ordinal)))
        {
            Stopped = $"over {MegabytesOfHeap >> 10} GiB";
        }

        return null;
    }

    private static bool IsAnswer(string line) => line.StartsWith('{');
}
