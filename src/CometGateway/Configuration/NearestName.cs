namespace CometGateway.Configuration;

/// <summary>Finds what a misspelt name most likely meant.</summary>
internal static class NearestName
{
    /// <summary>The closest candidate, or null when none is close: more than a third of the letters would have to change.</summary>
    public static string? Of(string name, IEnumerable<string> candidates) =>
        candidates
            .Select(candidate => (Candidate: candidate, Distance: Distance(name.ToUpperInvariant(), candidate.ToUpperInvariant())))
            .Where(pair => pair.Distance <= Math.Max(2, Math.Max(name.Length, pair.Candidate.Length) / 3) && pair.Distance < pair.Candidate.Length)
            .OrderBy(pair => pair.Distance)
            .Select(pair => pair.Candidate)
            .FirstOrDefault();

    /// <summary>The end of a message that asks for it; empty when none is close.</summary>
    public static string Question(string? name, IEnumerable<string> candidates) => name is not null && Of(name, candidates) is { } near ? $"; did you mean {near}?" : "";

    // Levenshtein with one row; names are short.
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var change = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(change, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[to.Length];
    }
}
