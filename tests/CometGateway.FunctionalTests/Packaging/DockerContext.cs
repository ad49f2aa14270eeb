using System.Text.RegularExpressions;

namespace CometGateway.FunctionalTests.Packaging;

/// <summary>The build context: a folder's files without what its .dockerignore names.</summary>
internal sealed class DockerContext(string root)
{
    private readonly Regex[] _ignored =
        [.. File.ReadLines(Path.Combine(root, ".dockerignore")).Where(line => line.Length > 0 && !line.StartsWith('#')).Select(ToRegex)];

    /// <summary>The file, or the files below the folder, with their paths as COPY would have them below its target.</summary>
    public IReadOnlyList<(string File, string Relative)> Files(string source) =>
        [.. Tree(Path.Combine(root, source)).Where(one => !_ignored.Any(pattern => pattern.IsMatch(Path.GetRelativePath(root, one.File))))];

    public static IReadOnlyList<(string File, string Relative)> Tree(string path)
    {
        if (File.Exists(path)) return [(path, Path.GetFileName(path))];
        if (!Directory.Exists(path)) return [];
        return [.. Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Select(file => (file, Path.GetRelativePath(path, file)))];
    }

    // A pattern names a file or a folder with all below it; ** is any number of folders, * stays within a name.
    private static Regex ToRegex(string pattern)
    {
        var expression = Regex.Escape(pattern)
            .Replace(@"\*\*/", "(.*/)?", StringComparison.Ordinal)
            .Replace(@"\*", "[^/]*", StringComparison.Ordinal);
        return new($"^{expression}(/|$)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
    }
}
