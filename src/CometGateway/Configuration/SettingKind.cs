namespace CometGateway.Configuration;

/// <summary>What kind of value a key of the `Comet` section holds.</summary>
internal enum SettingKind
{
    Duration,
    Whole,
    Number,
    Flag,
    Word,
    Text,

    /// <summary>A JSON array of strings.</summary>
    List,

    /// <summary>An object with known keys.</summary>
    Group,

    /// <summary>An object whose keys are names and whose values are groups.</summary>
    Map,
}
