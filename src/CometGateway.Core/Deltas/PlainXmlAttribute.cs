namespace CometGateway.Core.Deltas;

/// <summary>Where an attribute stands in its text.</summary>
/// <param name="Value">What is between the quotes, as it is written.</param>
internal readonly record struct PlainXmlAttribute(PlainXmlName Name, JsonItem Value)
{
    /// <summary>`xmlns` or `xmlns:prefix`.</summary>
    public bool IsNamespace(ReadOnlySpan<byte> text) => (Name.HasPrefix ? Name.PrefixOf(text) : Name.Of(text)).SequenceEqual("xmlns"u8);
}
