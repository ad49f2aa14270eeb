using AngleSharp.Dom;
using AngleSharp.Text;

namespace CometGateway.Resources;

/// <summary>
/// Stops the parser at pages that no author means. Its time goes with the depth of what is open: a hundred thousand nested elements, half a
/// megabyte, take it half a minute. And by the rules of HTML a few open formatting elements are made anew in every paragraph, so that some
/// kilobytes can become gigabytes.
/// </summary>
internal sealed class HtmlRoof
{
    /// <summary>
    /// Pages nest some tens. The parser hangs all beyond 512 beside each other and keeps them open, and matching `a b c` costs the depth to the
    /// power of the names before the last.
    /// </summary>
    public const int MostNested = 150;

    // Paragraphs of one letter, the densest page there is, take 135; a usual one takes 20 to 50.
    private const long BytesPerCharacter = 160;
    private const long BytesForAny = 64L << 20;

    private readonly long _allowed;
    private IElement? _last;

    private HtmlRoof(string html) =>
        _allowed = GC.GetAllocatedBytesForCurrentThread() + BytesForAny + (BytesPerCharacter * html.Length);

    /// <summary>What the parser calls for every element, on the thread that now is.</summary>
    public static Action<IElement, TextPosition> For(string html)
    {
        var roof = new HtmlRoof(html);
        return (element, _) => roof.Check(element);
    }

    /// <exception cref="HtmlRoofException">The page is over the roof.</exception>
    private void Check(IElement element)
    {
        // The new one has no place yet; the one before it has.
        var depth = 0;
        for (INode? node = _last; node is not null; node = node.Parent)
        {
            if (++depth > MostNested) throw new HtmlRoofException($"the site's page nests more than {MostNested} elements");
        }

        _last = element;
        if (GC.GetAllocatedBytesForCurrentThread() > _allowed) throw new HtmlRoofException("the site's page has far more elements than it has text for");
    }
}
