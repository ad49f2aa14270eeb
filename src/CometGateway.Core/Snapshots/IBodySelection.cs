using CometGateway.Core.Http;

namespace CometGateway.Core.Snapshots;

/// <summary>Which part of a page its streams deliver (the `Select` key of a policy).</summary>
internal interface IBodySelection
{
    /// <summary>The part of <paramref name="text"/> that is delivered. Never throws, whatever the text holds.</summary>
    /// <param name="text">The whole page as UTF-8.</param>
    /// <param name="maxBytes">A part that is larger is not made: matches within one another repeat what they share.</param>
    SelectedPart Of(ReadOnlyMemory<byte> text, MediaType type, int maxBytes);
}
