using System.Text;
using System.Text.Json;
using CometGateway.TestKit.Processes;

namespace CometGateway.TestKit.Deltas;

/// <summary>fast-json-patch, the JSON Patch library that most browsers' code uses, in a Node of its own.</summary>
public static class FastJsonPatch
{
    private const string Script = "tests/npm/apply.mjs";

    /// <summary>Lets it apply every patch, with validation.</summary>
    /// <returns>For each patch null when the result was the pair's second text, else what went wrong.</returns>
    /// <exception cref="InvalidOperationException">Node did not answer for every patch.</exception>
    public static async Task<IReadOnlyList<string?>> ApplyAsync(IReadOnlyList<(JsonPair Pair, byte[] Patch)> patches)
    {
        await using var node = ChildProcess.Start("fast-json-patch", Programs.Find("node", "nodejs"), [Repository.PathOf(Script)]);
        try
        {
            foreach (var (pair, patch) in patches)
            {
                // Texts in strings: what JSON.parse makes of them is the other side's business. The serializer writes nothing but ASCII.
                var line = new { from = Encoding.UTF8.GetString(pair.From), patch = Encoding.UTF8.GetString(patch), to = Encoding.UTF8.GetString(pair.To) };
                await node.Input.WriteLineAsync(JsonSerializer.Serialize(line));
            }

            node.Input.Close();
        }
        catch (IOException)
        {
            // It has gone already; its exit code and its last words say why.
        }

        var code = await node.ExitAsync();
        var answers = node.Output.Items;
        return code == 0 && answers.Count == patches.Count
            ? [.. answers.Select(answer => answer is "ok" ? null : answer)]
            : throw new InvalidOperationException($"{Script} ended with {code} after {answers.Count} of {patches.Count} answers; tests/setup.sh installs what it needs.\n{node.Output.Dump()}");
    }
}
