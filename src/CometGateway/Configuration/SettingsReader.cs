using System.Collections;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace CometGateway.Configuration;

/// <summary>
/// Fills settings records from a configuration section by the keys that the records declare. Goes on after a problem, so that
/// one reading finds them all; what has a problem keeps its default.
/// </summary>
internal sealed class SettingsReader(ConfigurationSources sources)
{
    private readonly List<ConfigurationProblem> _problems = [];

    public IReadOnlyList<ConfigurationProblem> Problems => _problems;

    public object ReadGroup(Type type, IConfigurationSection section)
    {
        var group = Activator.CreateInstance(type)!;
        SettingKey.NameOf(type)?.SetValue(group, section.Key);
        if (section.Value is not null)
            Report(section.Path, section.Value, "must be an object like { … }");
        var keys = SettingKey.Of(type);
        foreach (var child in section.GetChildren())
        {
            if (keys.FirstOrDefault(key => key.Name.Equals(child.Key, StringComparison.OrdinalIgnoreCase)) is not { } known)
                Report(child.Path, null, Unknown(child.Key, keys));
            else if (Read(known, child) is { } value)
                known.Property.SetValue(group, value);
        }

        return group;
    }

    public void Report(string key, string? value, string allowed) => _problems.Add(new(key, value, allowed, sources.Of(key)));

    public bool HasProblemWith(string key) => _problems.Exists(problem => problem.Key.Equals(key, StringComparison.OrdinalIgnoreCase));

    // JSON's null and {} arrive alike, as a key without value or children; both leave the default.
    private object? Read(SettingKey key, IConfigurationSection section) => key.Kind switch
    {
        SettingKind.Group => ReadGroup(key.ValueType, section),
        SettingKind.Map => ReadMap(key, section),
        SettingKind.List => ReadList(key, section),
        _ => ReadScalar(key, section),
    };

    private object? ReadScalar(SettingKey key, IConfigurationSection section)
    {
        if (section.GetChildren().Any())
            return Refuse(key, section.Path, null);
        if (section.Value is not { } text)
            return null;
        var value = key.Kind switch
        {
            SettingKind.Word => key.Words.Index().FirstOrDefault(word => word.Item.Equals(text, StringComparison.OrdinalIgnoreCase)) is { Item: not null } found
                ? Enum.GetValues(key.ValueType).GetValue(found.Index)
                : null,
            SettingKind.Text => text.Length >= key.MinLength ? text : null,
            _ => SettingValue.Parse(key.ValueType, text) is { } parsed && parsed.CompareTo(key.Minimum ?? parsed) >= 0 && parsed.CompareTo(key.Maximum ?? parsed) <= 0 ? parsed : null,
        };
        return value ?? Refuse(key, section.Path, text);
    }

    private Setting<string>? ReadList(SettingKey key, IConfigurationSection section)
    {
        var items = section.GetChildren().ToList();
        // An empty JSON array arrives as the empty string.
        if (section.Value is { Length: > 0 } || items.Where((item, index) => !item.Key.Equals(SettingValue.Text(index), StringComparison.Ordinal)).Any())
        {
            Refuse(key, section.Path, section.Value);
            return null;
        }

        if (items.Count == 0)
            return section.Value is null ? null : [];
        foreach (var item in items.Where(item => string.IsNullOrWhiteSpace(item.Value) || item.GetChildren().Any()))
            Report(item.Path, item.Value, "must be a string that is not empty");
        if (key.ItemPattern is { } pattern)
        {
            foreach (var item in items.Where(item => !string.IsNullOrWhiteSpace(item.Value) && !Matches(item.Value, pattern)))
                Report(item.Path, item.Value, $"must match {pattern}");
        }

        return [.. items.Select(item => item.Value ?? "")];
    }

    private IDictionary? ReadMap(SettingKey key, IConfigurationSection section)
    {
        if (section.Value is { Length: > 0 } || (SettingKey.NameOf(key.ValueType) is not null && IsArray(section)))
        {
            Refuse(key, section.Path, section.Value);
            return null;
        }

        var map = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(typeof(string), key.ValueType), StringComparer.OrdinalIgnoreCase)!;
        foreach (var entry in section.GetChildren())
            map[entry.Key] = ReadGroup(key.ValueType, entry);
        return map;
    }

    private object? Refuse(SettingKey key, string path, string? text)
    {
        Report(path, key.IsSecret ? null : text, key.Allowed);
        return null;
    }

    // An array arrives as an object whose names count from zero. Names that others chose, such as clusters' ids, may do so too; nobody calls a policy so.
    private static bool IsArray(IConfigurationSection section)
    {
        var names = section.GetChildren().Select(child => child.Key).ToList();
        return names.Count > 0 && names.Index().All(name => name.Item.Equals(SettingValue.Text(name.Index), StringComparison.Ordinal));
    }

    private static bool Matches(string text, string pattern) =>
        Regex.IsMatch(text, pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, Regex.InfiniteMatchTimeout);

    // The value is left out: under a misspelt key it may be a secret.
    private static string Unknown(string name, IReadOnlyList<SettingKey> keys)
    {
        var names = keys.Select(key => key.Name);
        var meant = NearestName.Of(name, names) is { } near ? $"did you mean {near}? " : "";
        return $"is not a known key; {meant}Allowed here: {string.Join(", ", names)}";
    }
}
