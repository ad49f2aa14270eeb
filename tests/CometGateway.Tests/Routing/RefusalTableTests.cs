using System.Text.RegularExpressions;
using CometGateway.TestKit;
using CometGateway.Tests.Architecture;

namespace CometGateway.Tests.Routing;

/// <summary>The README's table of refusals has every code that there is, with its status, and no other.</summary>
public sealed partial class RefusalTableTests
{
    private const string Title = "### What a refusal says";

    [Fact]
    public void Table_NamesEveryCodeOfTheCode_WithItsStatus()
    {
        var made = SourceText.Under("src/CometGateway").SelectMany(file => Made().Matches(string.Join('\n', file.Code)))
            .Select(refusal => $"{refusal.Groups["code"].Value} {(refusal.Groups["status"] is { Success: true, Value: var status } ? status : "as answered")}");

        Assert.Equal(made.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal), Rows().Order(StringComparer.Ordinal));
    }

    /// <summary>Each code with each of its statuses; a row with several codes has a status for each.</summary>
    private static IEnumerable<string> Rows()
    {
        var readme = File.ReadAllText(Repository.PathOf("README.md"));
        var section = readme[readme.IndexOf(Title, StringComparison.Ordinal)..];
        section = section[..section.IndexOf("\n###", Title.Length, StringComparison.Ordinal)];
        foreach (Match row in Row().Matches(section))
        {
            string[] codes = [.. row.Groups["codes"].Value.Split(", ").Select(code => code.Trim('`'))];
            var statuses = row.Groups["statuses"].Value.Split(", ");
            if (codes is [var one])
                foreach (var status in statuses) yield return $"{one} {status}";
            else
                foreach (var (code, status) in codes.Zip(statuses)) yield return $"{code} {status}";
        }
    }

    // A refusal begins with its status, which is a number but where another's is passed on, and its code.
    [GeneratedRegex("""(\((\s*(?<status>\d{3})|\s*status), |Status = (?<status>\d{3}), Code = )"(?<code>[a-z_]+)",""", RegexOptions.ExplicitCapture)]
    private static partial Regex Made();

    [GeneratedRegex("""^\| (?<codes>`[a-z_]+`(, `[a-z_]+`)*) \| (?<statuses>\d[\d, ]*|as answered) \|""", RegexOptions.ExplicitCapture | RegexOptions.Multiline)]
    private static partial Regex Row();
}
