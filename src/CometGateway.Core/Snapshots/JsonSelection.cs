using System.Text.Json;
using CometGateway.Core.Http;

namespace CometGateway.Core.Snapshots;

/// <summary>
/// The value that a JSON Pointer (RFC 6901) names, as the site wrote it: a slice of the page's own bytes. A page counts as JSON by what it
/// holds, as many an old site sends its JSON as text/html.
/// </summary>
internal sealed class JsonSelection : IBodySelection
{
    private readonly string _selector;

    // None for the empty pointer, which names the whole.
    private readonly IgnorePointer? _pointer;

    private JsonSelection(string selector) =>
        (_selector, _pointer) = (selector, selector.Length == 0 ? null : IgnorePointer.Parse(selector));

    /// <summary>Whether a selector is meant as a JSON Pointer.</summary>
    public static bool IsPointer(string selector) => selector.Length == 0 || selector[0] == '/';

    /// <summary>Null when <paramref name="pointer"/> can be used, else what is wrong with it.</summary>
    public static string? WhyInvalid(string pointer) =>
        pointer.Split('/').Contains("*", StringComparer.Ordinal)
            ? "one value is delivered, so \"*\" cannot stand for many"
            : IgnorePointer.WhyInvalid(pointer);

    /// <exception cref="FormatException">The pointer is invalid; the message is that of <see cref="WhyInvalid"/>.</exception>
    public static JsonSelection Parse(string pointer) => WhyInvalid(pointer) is { } problem ? throw new FormatException(problem) : new(pointer);

    public SelectedPart Of(ReadOnlyMemory<byte> text, MediaType type, int maxBytes)
    {
        try
        {
            return Find(text.Span) is { } range ? SelectedPart.Found(text[range]) : SelectedPart.NoMatch(_selector);
        }
        catch (JsonException)
        {
            return type.IsJson ? SelectedPart.Refused("the site's body is not valid JSON") : SelectedPart.NoMatch(_selector);
        }
    }

    /// <summary>One pass over the whole text, as what is not valid JSON further down is no JSON here either.</summary>
    private Range? Find(ReadOnlySpan<byte> json)
    {
        // The reader keeps one bit per level of nesting, so depth costs nothing.
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = int.MaxValue });
        var length = _pointer?.Length ?? 0;
        var nextIndex = new int[length];
        // How many segments have been followed: the containers on the way are open, all others are skipped.
        var depth = 0;
        Range? found = null;
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                depth--;
                continue;
            }

            var isOnTheWay = depth == 0 || IsNamed(depth - 1, ref reader, nextIndex);
            if (reader.TokenType == JsonTokenType.PropertyName) reader.Read();
            // Of members with the same name the last counts, whatever an earlier one held.
            if (isOnTheWay) found = null;
            if (isOnTheWay && depth < length && reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                nextIndex[depth++] = 0;
                continue;
            }

            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (isOnTheWay && depth == length) found = start..(int)reader.BytesConsumed;
        }

        return found;
    }

    private bool IsNamed(int segment, ref readonly Utf8JsonReader reader, int[] nextIndex)
    {
        if (reader.TokenType != JsonTokenType.PropertyName) return _pointer!.Matches(segment, nextIndex[segment]++);
        try
        {
            return _pointer!.Matches(segment, in reader);
        }
        catch (InvalidOperationException)
        {
            // The name is no Unicode text, such as half a surrogate pair: no pointer can name it.
            return false;
        }
    }
}
