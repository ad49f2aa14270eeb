namespace CometGateway.Core.Deltas;

/// <summary>Where a name stands in its text.</summary>
/// <param name="Local">Where it begins behind the colon; with no prefix the same as <paramref name="Start"/>.</param>
internal readonly record struct PlainXmlName(int Start, int Local, int End)
{
    public bool HasPrefix => Local > Start;

    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> text) => text[Start..End];

    public ReadOnlySpan<byte> LocalOf(ReadOnlySpan<byte> text) => text[Local..End];

    public ReadOnlySpan<byte> PrefixOf(ReadOnlySpan<byte> text) => HasPrefix ? text[Start..(Local - 1)] : [];
}
