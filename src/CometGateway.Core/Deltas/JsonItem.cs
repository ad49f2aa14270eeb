namespace CometGateway.Core.Deltas;

/// <summary>Where an item of an array stands in its text.</summary>
internal readonly record struct JsonItem(int Start, int End)
{
    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> text) => text[Start..End];
}
