using System.Text.Json;

namespace CometGateway.FunctionalTests.Packaging;

/// <summary>A Dockerfile's stages and instructions, as far as ours uses the format.</summary>
internal sealed record Dockerfile(IReadOnlyList<DockerStage> Stages)
{
    public static Dockerfile Parse(string text)
    {
        var stages = new List<DockerStage>();
        foreach (var line in text.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n', StringSplitOptions.TrimEntries))
        {
            if (line.Length == 0 || line.StartsWith('#')) continue;
            var (keyword, arguments) = Split(line);
            if (keyword is "FROM")
                stages.Add(new(arguments.Split(" AS ", StringSplitOptions.TrimEntries)[1], []));
            else
                stages[^1].Instructions.Add(new(keyword, arguments));
        }

        return new(stages);
    }

    public DockerStage this[string stage] => Stages.Single(one => one.Name.Equals(stage, StringComparison.Ordinal));

    private static (string Keyword, string Arguments) Split(string line)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        return (line[..space].ToUpperInvariant(), line[(space + 1)..].Trim());
    }
}

internal sealed record DockerStage(string Name, List<DockerInstruction> Instructions)
{
    /// <summary>The arguments of the stage's last instruction of this kind: in a Dockerfile the last one counts.</summary>
    public string Last(string keyword) => Instructions.Last(one => one.Keyword.Equals(keyword, StringComparison.Ordinal)).Arguments;
}

internal sealed record DockerInstruction(string Keyword, string Arguments)
{
    /// <summary>The exec form: a JSON array of strings, after whatever options stand before it.</summary>
    public static string[] ExecForm(string arguments) =>
        JsonSerializer.Deserialize<string[]>(arguments[arguments.IndexOf('[', StringComparison.Ordinal)..])!;
}
