using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace CometGateway.Resources;

/// <summary>
/// Writes an element as HTML (WHATWG HTML §13.3). Without recursion and in one pass: AngleSharp's own writer asks every child for its
/// neighbours, which takes it seconds for a list of a hundred thousand.
/// </summary>
internal static class OuterHtml
{
    private static readonly FrozenSet<string> _void = FrozenSet.Create(StringComparer.Ordinal,
        "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input", "keygen", "link", "meta", "param", "source", "track", "wbr");

    private static readonly FrozenSet<string> _raw = FrozenSet.Create(StringComparer.Ordinal,
        "style", "script", "xmp", "iframe", "noembed", "noframes", "plaintext");

    private static readonly SearchValues<char> _escapedInText = SearchValues.Create("&<>\u00A0");
    private static readonly SearchValues<char> _escapedInAttribute = SearchValues.Create("&<>\"\u00A0");

    /// <summary>False as soon as the output is longer than <paramref name="maxLength"/>; what was written is then a fragment.</summary>
    public static bool TryWrite(IElement element, StringBuilder output, int maxLength)
    {
        var open = new Stack<(INodeList Children, int Next, string EndTag)>();
        Enter(element, open, output);
        while (open.TryPop(out var place))
        {
            if (output.Length > maxLength) return false;
            if (place.Next == place.Children.Length)
            {
                output.Append(place.EndTag);
                continue;
            }

            open.Push(place with { Next = place.Next + 1 });
            Enter(place.Children[place.Next], open, output);
        }

        return output.Length <= maxLength;
    }

    private static void Enter(INode node, Stack<(INodeList Children, int Next, string EndTag)> open, StringBuilder output)
    {
        switch (node)
        {
            case IElement element:
                StartTag(element, output);
                // Within a select, the parser leaves void elements open; what it then puts into them is not lost.
                open.Push((ChildrenOf(element), 0, IsHtml(element) && _void.Contains(element.LocalName) ? "" : $"</{element.LocalName}>"));
                break;
            case IText { Parent: IElement parent } text when IsHtml(parent) && _raw.Contains(parent.LocalName):
                output.Append(text.Data);
                break;
            case IText text:
                Escape(text.Data, _escapedInText, output);
                break;
            case IComment comment:
                output.Append("<!--").Append(comment.Data).Append("-->");
                break;
            case IProcessingInstruction instruction:
                output.Append("<?").Append(instruction.Target).Append(' ').Append(instruction.Data).Append('>');
                break;
        }
    }

    // What stands in a template is not among its children.
    private static INodeList ChildrenOf(IElement element) => element is IHtmlTemplateElement template ? template.Content.ChildNodes : element.ChildNodes;

    private static void StartTag(IElement element, StringBuilder output)
    {
        output.Append('<').Append(element.LocalName);
        foreach (var attribute in element.Attributes)
        {
            output.Append(' ').Append(PrefixOf(attribute)).Append(attribute.LocalName).Append("=\"");
            Escape(attribute.Value, _escapedInAttribute, output);
            output.Append('"');
        }

        output.Append('>');
        // The parser drops the first line end after such a tag; without another one, what is parsed again would lose its own.
        if (IsHtml(element) && element.LocalName is "pre" or "textarea" or "listing" && element.FirstChild is IText { Data: ['\n', ..] }) output.Append('\n');
    }

    // Attributes of foreign elements alone have namespaces.
    private static string PrefixOf(IAttr attribute) => attribute.NamespaceUri switch
    {
        "http://www.w3.org/1999/xlink" => "xlink:",
        "http://www.w3.org/XML/1998/namespace" => "xml:",
        "http://www.w3.org/2000/xmlns/" when attribute.LocalName is not "xmlns" => "xmlns:",
        _ => "",
    };

    private static void Escape(string text, SearchValues<char> escaped, StringBuilder output)
    {
        var rest = text.AsSpan();
        for (var next = rest.IndexOfAny(escaped); next >= 0; next = rest.IndexOfAny(escaped))
        {
            output.Append(rest[..next]).Append(rest[next] switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                _ => "&nbsp;",
            });
            rest = rest[(next + 1)..];
        }

        output.Append(rest);
    }

    private static bool IsHtml(IElement element) => element.NamespaceUri is null or "http://www.w3.org/1999/xhtml";
}
