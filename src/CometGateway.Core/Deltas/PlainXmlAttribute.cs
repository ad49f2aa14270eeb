namespace CometGateway.Core.Deltas;

/// <summary>Where an attribute stands in its text.</summary>
/// <param name="Start">Of what is between the quotes.</param>
/// <param name="End">Of the same.</param>
internal readonly record struct PlainXmlAttribute(PlainXmlName Name, int Start, int End)
{
    /// <summary>The value as it is written.</summary>
    public ReadOnlySpan<byte> ValueOf(ReadOnlySpan<byte> text) => text[Start..End];

    /// <summary>`xmlns` or `xmlns:prefix`.</summary>
    public bool IsNamespace(ReadOnlySpan<byte> text) => (Name.HasPrefix ? Name.PrefixOf(text) : Name.Of(text)).SequenceEqual("xmlns"u8);
}
