using System.Text.RegularExpressions;
using AngleSharp.Dom;

namespace CometGateway.Resources;

/// <summary>
/// How many elements may stand side by side on a page for a selector that looks at siblings: the matcher goes through them for each of them,
/// and once more for each further `~`.
/// </summary>
internal sealed partial class SiblingRoof
{
    // 5,000 children of one element; the matcher then needs about a tenth of a second.
    private const long MostSteps = 25_000_000;

    private readonly int _times;

    private SiblingRoof(int times) => _times = times;

    /// <summary>Null when the selector looks at no siblings, so that it takes any page.</summary>
    public static SiblingRoof? For(string selector)
    {
        // What an attribute is compared with, and an escaped character of a name, look at nothing.
        var bare = Quiet.Replace(selector, "");
        return bare.AsSpan().ContainsAny("+~:") ? new(Math.Max(1, bare.AsSpan().Count('~'))) : null;
    }

    public bool Covers(IDocument document)
    {
        var steps = 0L;
        foreach (var parent in document.All)
        {
            var children = (long)parent.ChildElementCount;
            var ofParent = children;
            for (var time = 0; time < _times && ofParent <= MostSteps; time++) ofParent *= children;
            steps += ofParent;
            if (steps > MostSteps) return false;
        }

        return true;
    }

    [GeneratedRegex("""\\.|"[^"]*"|'[^']*'|~=|(?<=\[)[^\]"']*""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Quiet { get; }
}
