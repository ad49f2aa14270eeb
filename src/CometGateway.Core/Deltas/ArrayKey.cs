namespace CometGateway.Core.Deltas;

/// <summary>One entry of `KeyBy`: an array, and the member by which its items are told apart.</summary>
/// <param name="ArrayPath">Names and indexes from the root to the array, decoded; `*` stands for any. Empty for the root itself.</param>
/// <param name="Member">The name of the member in each item, decoded.</param>
internal sealed record ArrayKey(IReadOnlyList<string> ArrayPath, string Member);
