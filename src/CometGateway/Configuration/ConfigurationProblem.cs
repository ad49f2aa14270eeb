namespace CometGateway.Configuration;

/// <summary>One thing wrong in the configuration, said so that it can be mended without looking anything up.</summary>
/// <param name="Key">Full path of the key, such as Comet:Policies:live:Poll:Interval.</param>
/// <param name="Value">The value found, or null where there is none or it must not be shown.</param>
/// <param name="Allowed">What is wanted instead, as the rest of a sentence: "must be …".</param>
/// <param name="Source">The file or other source that holds the key, where known.</param>
internal sealed record ConfigurationProblem(string Key, string? Value, string Allowed, string? Source = null)
{
    private const int LongestValue = 80;

    public override string ToString()
    {
        var value = Value is null ? "" : $" = '{Shown(Value)}'";
        var source = Source is null ? "" : $" (in {Source})";
        return $"{Key}{value}: {Allowed}{source}";
    }

    // A value comes from a file and goes into a log line: it must stay one line of sane length.
    private static string Shown(string value)
    {
        var line = string.Concat(value.Select(c => char.IsControl(c) ? ' ' : c));
        return line.Length <= LongestValue ? line : string.Concat(line.AsSpan(0, LongestValue), "…");
    }
}
