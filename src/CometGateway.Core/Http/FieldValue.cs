using System.Buffers;

namespace CometGateway.Core.Http;

/// <summary>
/// What of a header's value a server sends on: printable ASCII, spaces and tabs (RFC 9110 §5.5, where anything beyond is obsolete). Kestrel ends the whole
/// answer in an error at any other character, and .NET's client sends none either.
/// </summary>
internal static class FieldValue
{
    private static readonly SearchValues<char> _sendable = SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code), '\t']);

    public static bool IsSendable(string value) => !value.AsSpan().ContainsAnyExcept(_sendable);

    /// <summary>The value with a question mark for each character that cannot be sent, so that its other words still hold.</summary>
    public static string Sendable(string value) => IsSendable(value) ? value : string.Create(value.Length, value, static (sent, said) =>
    {
        for (var i = 0; i < said.Length; i++) sent[i] = _sendable.Contains(said[i]) ? said[i] : '?';
    });
}
