using System.Text.RegularExpressions;
using CometGateway.TestKit;

namespace CometGateway.Tests.Architecture;

/// <summary>One source file as the rules see it.</summary>
/// <param name="Path">Relative to the repository, with forward slashes.</param>
/// <param name="Lines">All lines.</param>
/// <param name="Code">The lines without comments.</param>
internal sealed partial record SourceText(string Path, IReadOnlyList<string> Lines, IReadOnlyList<string> Code)
{
    public static IReadOnlyList<SourceText> Under(string folder) =>
    [
        .. Directory.EnumerateFiles(Repository.PathOf(folder), "*.cs", SearchOption.AllDirectories)
            .Select(file => System.IO.Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
            .Where(path => !BuildOutput.IsMatch(path))
            .Order(StringComparer.Ordinal)
            .Select(path => From(path, File.ReadAllLines(Repository.PathOf(path)))),
    ];

    public static SourceText From(string path, IReadOnlyList<string> lines) => new(path, lines, [.. lines.Select(line => Comment.Replace(line, ""))]);

    /// <summary>The lines of code that match, as "path:line: text".</summary>
    public IEnumerable<string> Where(Regex rule) =>
        Code.Select((line, index) => (Line: line, Number: index + 1)).Where(code => rule.IsMatch(code.Line)).Select(code => $"{Path}:{code.Number}: {code.Line.Trim()}");

    /// <summary>As Assert.Empty, but shows every line whole: a rule that is broken must say where.</summary>
    public static void AssertNone(IEnumerable<string> findings)
    {
        var lines = findings.ToList();
        Assert.True(lines.Count == 0, string.Join('\n', lines.Prepend($"{lines.Count} found:")));
    }

    // A double slash after a colon is a URL in a string, not a comment.
    [GeneratedRegex("(?<!:)//.*$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Comment { get; }

    [GeneratedRegex("(^|/)(bin|obj)/", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BuildOutput { get; }
}
