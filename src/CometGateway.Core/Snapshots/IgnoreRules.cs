using System.Text;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using CometGateway.Core.Http;

namespace CometGateway.Core.Snapshots;

/// <summary>
/// What does not count as a change. Entries that start with "/" are JSON Pointers with `*` and apply to JSON only; all others are
/// regular expressions and apply to any text, to JSON after the pointers have been applied. (A regular expression that must start with a slash is written `[/]`.)
/// </summary>
internal sealed class IgnoreRules
{
    // NonBacktracking: time linear in the body for any pattern, as bodies are not ours.
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    private readonly IgnorePointer[] _pointers;
    private readonly Regex[] _expressions;

    private IgnoreRules(IReadOnlyList<string> entries)
    {
        _pointers = [.. entries.Where(IsPointer).Select(IgnorePointer.Parse)];
        _expressions = [.. entries.Where(entry => !IsPointer(entry)).Select(entry => new Regex(entry, Options))];
    }

    public static IgnoreRules None { get; } = new([]);

    public bool IsEmpty => _pointers.Length == 0 && _expressions.Length == 0;

    /// <summary>Null when <paramref name="entry"/> can be used, else the reason, which names it and says what is allowed.</summary>
    public static string? WhyInvalid(string entry)
    {
        if (string.IsNullOrWhiteSpace(entry))
            return Problem(entry, "it is empty");
        if (IsPointer(entry))
            return IgnorePointer.WhyInvalid(entry) is { } wrong ? Problem(entry, wrong) : null;

        try
        {
            _ = new Regex(entry, Options);
            return null;
        }
        catch (ArgumentException syntax)
        {
            return Problem(entry, syntax.Message);
        }
        catch (NotSupportedException)
        {
            return Problem(entry, "look-around, back-references, atomic groups and very large expressions are not supported, so that no body can make it slow");
        }
    }

    /// <exception cref="FormatException">An entry is invalid; the message is that of <see cref="WhyInvalid"/>.</exception>
    public static IgnoreRules Parse(IReadOnlyList<string> entries)
    {
        if (entries.Select(WhyInvalid).FirstOrDefault(why => why is not null) is { } problem)
            throw new FormatException(problem);

        return entries.Count == 0 ? None : new(entries);
    }

    /// <summary>Do the two bodies differ in nothing but what is ignored?</summary>
    public bool Same(ReadOnlyMemory<byte> a, ReadOnlyMemory<byte> b, MediaType type) =>
        a.Span.SequenceEqual(b.Span) || (!IsEmpty && Mask(a, type).Span.SequenceEqual(Mask(b, type).Span));

    /// <summary>What is left of <paramref name="body"/> to be compared; made once per body and kept. Never throws, whatever the body holds.</summary>
    public ReadOnlyMemory<byte> Mask(ReadOnlyMemory<byte> body, MediaType type)
    {
        if (_pointers.Length > 0 && type.IsJson)
            body = IgnoreMask.Of(body.Span, _pointers) ?? body;

        return _expressions.Length > 0 && (type.IsText || type.Essence.Length == 0) ? WithoutMatches(body) : body;
    }

    private ReadOnlyMemory<byte> WithoutMatches(ReadOnlyMemory<byte> body)
    {
        // Latin 1 keeps apart any two different bytes, where decoding broken UTF-8 would make them the same replacement character.
        var encoding = Utf8.IsValid(body.Span) ? Encoding.UTF8 : Encoding.Latin1;
        var text = encoding.GetString(body.Span);
        var masked = _expressions.Aggregate(text, (left, expression) => expression.Replace(left, ""));
        return ReferenceEquals(masked, text) ? body : encoding.GetBytes(masked);
    }

    private static bool IsPointer(string entry) => entry.StartsWith('/');

    private static string Problem(string entry, string why) =>
        $"\"{entry}\" cannot be used: {why.TrimEnd('.')}. Allowed are a JSON Pointer, such as \"/items/*/seen\", and a regular expression, such as \"generated in \\d+ ms\".";
}
