using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json.Serialization;

namespace CometGateway.Configuration;

/// <summary>
/// One key of the `Comet` section as its property declares it: type, default (the initialiser), [Range], [MinLength],
/// [RegularExpression] for the items of a list, [DataType(Password)] for a secret. The reader, the JSON schema's test and the
/// key reference's test all ask here, so that a range is written once.
/// </summary>
internal sealed class SettingKey
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<SettingKey>> _known = new();

    private SettingKey(PropertyInfo property, object defaults)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        Property = property;
        Kind = KindOf(type);
        ValueType = Kind == SettingKind.Map ? type.GetGenericArguments()[1] : type;
        Default = property.GetValue(defaults);
        IsSecret = property.GetCustomAttribute<DataTypeAttribute>() is { DataType: DataType.Password };
        MinLength = property.GetCustomAttribute<MinLengthAttribute>()?.Length ?? 0;
        ItemPattern = property.GetCustomAttribute<RegularExpressionAttribute>()?.Pattern;
        Words = Kind == SettingKind.Word ? [.. type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(WordOf)] : [];
        if (property.GetCustomAttribute<RangeAttribute>() is { } range)
        {
            Minimum = SettingValue.Parse(ValueType, Invariant(range.Minimum));
            Maximum = SettingValue.Parse(ValueType, Invariant(range.Maximum));
        }
    }

    public string Name => Property.Name;

    public PropertyInfo Property { get; }

    public SettingKind Kind { get; }

    /// <summary>The value's type, without the nullable; for a map the type of its entries.</summary>
    public Type ValueType { get; }

    /// <summary>What holds when the key is absent; null where the default is computed or there is none.</summary>
    public object? Default { get; }

    public IComparable? Minimum { get; }

    public IComparable? Maximum { get; }

    public int MinLength { get; }

    public string? ItemPattern { get; }

    public bool IsSecret { get; }

    /// <summary>The words allowed, as they are written in files, in the order of the enum's members.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>What may be written here, as the rest of a sentence.</summary>
    public string Allowed => Kind switch
    {
        SettingKind.Duration => $"must be a time between {SettingValue.Text(Minimum)} and {SettingValue.Text(Maximum)} like {SettingValue.Text(Default ?? Minimum)}",
        SettingKind.Whole => $"must be a whole number between {SettingValue.Text(Minimum)} and {SettingValue.Text(Maximum)}",
        SettingKind.Number => $"must be a number between {SettingValue.Text(Minimum)} and {SettingValue.Text(Maximum)}",
        SettingKind.Flag => "must be true or false",
        SettingKind.Word => $"must be {(Words.Count == 1 ? "" : "one of ")}{string.Join(", ", Words)}",
        SettingKind.Text => MinLength == 0 ? "must be text" : $"must be text of at least {MinLength} characters",
        SettingKind.List => "must be a JSON array of strings like [\"a\", \"b\"]",
        SettingKind.Group => "must be an object like { … }",
        _ => "must be an object of named objects like { \"name\": { … } }",
    };

    /// <summary>The keys that a settings type has, in the order of its properties.</summary>
    public static IReadOnlyList<SettingKey> Of(Type settings) => _known.GetOrAdd(settings, static type =>
    {
        var defaults = Activator.CreateInstance(type)!;
        return [.. Settable(type).Where(property => !property.IsDefined(typeof(KeyAttribute))).Select(property => new SettingKey(property, defaults))];
    });

    /// <summary>The property that holds the name under which an entry of a map stands, if it has one.</summary>
    public static PropertyInfo? NameOf(Type settings) => Settable(settings).SingleOrDefault(property => property.IsDefined(typeof(KeyAttribute)));

    private static IEnumerable<PropertyInfo> Settable(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.SetMethod is not null);

    private static SettingKind KindOf(Type type) => type switch
    {
        _ when type == typeof(TimeSpan) => SettingKind.Duration,
        _ when type == typeof(int) || type == typeof(long) => SettingKind.Whole,
        _ when type == typeof(double) => SettingKind.Number,
        _ when type == typeof(bool) => SettingKind.Flag,
        _ when type == typeof(string) => SettingKind.Text,
        _ when type == typeof(Setting<string>) => SettingKind.List,
        { IsEnum: true } => SettingKind.Word,
        { IsGenericType: true } => SettingKind.Map,
        _ => SettingKind.Group,
    };

    private static string WordOf(FieldInfo member) => member.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? member.Name;

    private static string Invariant(object bound) => Convert.ToString(bound, System.Globalization.CultureInfo.InvariantCulture)!;
}
