using System.Globalization;
using System.Text.RegularExpressions;

namespace CometGateway.TestKit.Sites;

/// <summary>One line of nginx's access log.</summary>
/// <param name="IfNoneMatch">"-" when the request had none.</param>
/// <param name="IfModifiedSince">"-" when the request had none.</param>
public sealed partial record NginxRequest(DateTimeOffset Time, string Method, string Target, int Status, string IfNoneMatch, string IfModifiedSince)
{
    internal static IReadOnlyList<NginxRequest> Read(string file)
    {
        // nginx goes on writing: the last line may still lack its end.
        using var log = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        var lines = log.ReadToEnd().Split('\n')[..^1];
        return [.. lines.Select(Parse)];
    }

    private static NginxRequest Parse(string line)
    {
        var match = Line().Match(line);
        if (!match.Success) throw new FormatException($"Not a line of this site's log format: {line}");
        var time = DateTimeOffset.UnixEpoch.AddSeconds(double.Parse(match.Groups["time"].ValueSpan, CultureInfo.InvariantCulture));
        return new(
            time,
            match.Groups["method"].Value,
            match.Groups["target"].Value,
            int.Parse(match.Groups["status"].ValueSpan, CultureInfo.InvariantCulture),
            Unescape(match.Groups["match"].Value),
            Unescape(match.Groups["since"].Value));
    }

    // nginx writes a quote inside a logged value as \x22.
    private static string Unescape(string value) => value.Replace("\\x22", "\"", StringComparison.Ordinal);

    [GeneratedRegex("""^(?<time>\S+) (?<method>\S+) (?<target>\S+) (?<status>\d+) "(?<match>.*?)" "(?<since>.*?)"$""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Line();
}
