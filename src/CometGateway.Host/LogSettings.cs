using CometGateway.Configuration;

namespace CometGateway.Host;

/// <summary>What .NET's logging throws for when it reads it, and names no key: levels and flags under `Logging`.</summary>
internal static class LogSettings
{
    private const string Section = "Logging";
    private const string Levels = "LogLevel";

    private static readonly string[] _flags = ["CaptureScopes", "IncludeScopes", "SingleLine", "UseUtcTimestamp"];

    /// <param name="settings">Full paths of keys with their values; those of other sections may be among them.</param>
    public static IEnumerable<ConfigurationProblem> ProblemsIn(IEnumerable<KeyValuePair<string, string?>> settings) =>
        from setting in settings
        where !string.IsNullOrEmpty(setting.Value)
        let path = setting.Key.Split(ConfigurationPath.KeyDelimiter)
        where Is(path[0], Section)
        let allowed = Allowed(path, setting.Value)
        where allowed is not null
        select new ConfigurationProblem(setting.Key, setting.Value, allowed);

    private static string? Allowed(string[] path, string value)
    {
        // Logging:LogLevel:<category>, or Logging:<provider>:LogLevel:<category>; a category may hold colons.
        if ((path is [_, var common, _, ..] && Is(common, Levels)) || (path is [_, _, var own, _, ..] && Is(own, Levels)))
            return Enum.TryParse<LogLevel>(value, ignoreCase: true, out _) ? null : $"must be one of {string.Join(", ", Enum.GetNames<LogLevel>())}";
        return _flags.Contains(path[^1], StringComparer.OrdinalIgnoreCase) && !bool.TryParse(value, out _) ? "must be true or false" : null;
    }

    private static bool Is(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
