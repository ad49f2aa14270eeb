using AngleSharp.Css.Parser;
using CometGateway.Core.Snapshots;

namespace CometGateway.Configuration;

/// <summary>What may stand under `Select`: a JSON Pointer, or else a CSS selector.</summary>
internal static class SelectRules
{
    /// <summary>No selector that a person writes is longer, and the parser's recursion is as deep as its brackets.</summary>
    private const int LongestSelector = 1000;

    /// <summary>Null when <paramref name="selector"/> can be used, else the reason, which names it and says what is allowed.</summary>
    public static string? WhyInvalid(string selector)
    {
        var why = JsonSelection.IsPointer(selector) ? JsonSelection.WhyInvalid(selector) : WhyNoCss(selector);
        return why is null
            ? null
            : $"\"{Start(selector)}\" cannot be used: {why}. Allowed are a JSON Pointer without \"*\", such as \"/data/items\", and a CSS selector, such as \"main .prices\".";
    }

    private static string? WhyNoCss(string selector) => selector switch
    {
        { Length: > LongestSelector } => "it is too long",
        // The parser takes a blank for everything.
        _ when string.IsNullOrWhiteSpace(selector) => "it is blank",
        _ => new CssSelectorParser().ParseSelector(selector) is null ? "it does not start with \"/\" and is no CSS selector" : null,
    };

    private static string Start(string selector) => selector.Length <= LongestSelector ? selector : selector[..40] + "…";
}
