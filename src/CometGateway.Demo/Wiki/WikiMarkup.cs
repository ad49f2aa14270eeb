using System.Globalization;
using System.Text;
using CometGateway.Demo.Pages;

namespace CometGateway.Demo.Wiki;

/// <summary>`== Heading ==`, `* item`, `'''bold'''` and paragraphs; everything else is text, and is escaped.</summary>
internal static class WikiMarkup
{
    public static string ToHtml(string source, string author, DateTimeOffset when)
    {
        var html = new StringBuilder();
        var inList = false;
        foreach (var line in source.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var isItem = line.StartsWith("* ", StringComparison.Ordinal);
            if (isItem != inList)
                html.Append(isItem ? "<ul>\n" : "</ul>\n");
            inList = isItem;
            html.Append(Block(line, isItem)).Append('\n');
        }

        if (inList)
            html.Append("</ul>\n");
        return html.Append(CultureInfo.InvariantCulture, $"<p class=\"edited\">Last edited by {Page.Escape(author)}, {when:yyyy-MM-dd HH:mm:ss} UTC</p>\n")
            .ToString();
    }

    private static string Block(string line, bool isItem)
    {
        if (isItem)
            return $"<li>{Inline(line[2..])}</li>";
        return line.Length > 6 && line.StartsWith("== ", StringComparison.Ordinal) && line.EndsWith(" ==", StringComparison.Ordinal)
            ? $"<h2>{Inline(line[3..^3])}</h2>"
            : $"<p>{Inline(line)}</p>";
    }

    // Split first, escape each part: the quotes of the mark itself would not survive the escaping.
    private static string Inline(string text)
    {
        var parts = text.Split("'''");
        var html = new StringBuilder();
        for (var i = 0; i < parts.Length; i++)
        {
            var bold = i % 2 == 1 && i < parts.Length - 1;
            html.Append(bold ? "<b>" : i % 2 == 1 ? "&#39;&#39;&#39;" : "").Append(Page.Escape(parts[i])).Append(bold ? "</b>" : "");
        }

        return html.ToString();
    }
}
