using System.Globalization;
using System.Text;
using AngleSharp.Css.Dom;
using AngleSharp.Css.Parser;
using AngleSharp.Html.Parser;
using CometGateway.Core.Http;
using CometGateway.Core.Snapshots;

namespace CometGateway.Resources;

/// <summary>
/// What a CSS selector matches on an HTML page: the outer HTML of all matches in document order, one after the other with a line end between
/// them. The page is parsed as a browser without scripts does; nothing is run and nothing is loaded.
/// </summary>
internal sealed class CssSelection(string selector) : IBodySelection
{
    private readonly ISelector _selector =
        new CssSelectorParser().ParseSelector(selector) ?? throw new FormatException($"'{selector}' is no CSS selector.");

    private readonly SiblingRoof? _roof = SiblingRoof.For(selector);

    public SelectedPart Of(ReadOnlyMemory<byte> text, MediaType type, int maxBytes)
    {
        if (!type.IsHtml) return SelectedPart.NoMatch(selector);
        try
        {
            return Find(Encoding.UTF8.GetString(text.Span), maxBytes);
        }
        catch (HtmlRoofException over)
        {
            return SelectedPart.Refused(over.Message);
        }
        catch (Exception)
        {
            // Pages are not ours, and neither is the parser: whatever it makes of one, it is a fault of that page's poll.
            return SelectedPart.Refused("the site's page could not be read as HTML");
        }
    }

    private SelectedPart Find(string html, int maxBytes)
    {
        var parser = new HtmlParser(new HtmlParserOptions { OnCreated = HtmlRoof.For(html) });
        using var document = parser.ParseDocument(html);
        if (_roof is not null && !_roof.Covers(document)) return SelectedPart.Refused($"the site's page has too many elements side by side for Select '{selector}'");
        var found = new StringBuilder();
        var matches = 0;
        foreach (var element in document.All)
        {
            if (!_selector.Match(element, document.DocumentElement)) continue;
            if (matches++ > 0) found.Append('\n');
            if (!OuterHtml.TryWrite(element, found, maxBytes)) return TooLarge(maxBytes);
        }

        if (matches == 0) return SelectedPart.NoMatch(selector);
        var part = Encoding.UTF8.GetBytes(found.ToString());
        return part.Length <= maxBytes ? SelectedPart.Found(part) : TooLarge(maxBytes);
    }

    private SelectedPart TooLarge(int maxBytes) =>
        SelectedPart.Refused($"what Select '{selector}' matches is larger than MaxBodyBytes ({maxBytes.ToString(CultureInfo.InvariantCulture)})");
}
