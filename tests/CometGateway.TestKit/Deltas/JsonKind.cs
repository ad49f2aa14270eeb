namespace CometGateway.TestKit.Deltas;

/// <summary>What a <see cref="JsonTree"/> is.</summary>
public enum JsonKind
{
    /// <summary>`null`, `true` or `false`.</summary>
    Literal,
    Number,
    Text,
    List,
    Map,
}
