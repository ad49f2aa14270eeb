using System.Globalization;
using System.Text;
using CometGateway.Core.Http;

namespace CometGateway.Benchmarks.Deltas;

/// <summary>A sort of page that sites have, and how it shows its rows.</summary>
internal sealed record PageKind(string Name, MediaType Type, Func<IReadOnlyList<Row>, string> Write, params IReadOnlyList<PageChange> Changes)
{
    private const int GroupSize = 25;
    private static readonly MediaType _json = MediaType.Parse("application/json");
    private static readonly PageChange[] _ofLists = [PageChange.Edits, PageChange.HeadInsert, PageChange.MiddleRemoval, PageChange.Resort];

    public static IReadOnlyList<PageKind> All { get; } =
    [
        new("dashboard object", _json, Dashboard, PageChange.Edits),
        new("keyed list", _json, rows => $"{{\"title\":\"stock\",\"items\":[{string.Join(',', rows.Select(row => $"{{\"id\":{row.Id},{Members(row)}}}"))}]}}", _ofLists),
        new("unkeyed list", _json, rows => $"{{\"title\":\"stock\",\"items\":[{string.Join(',', rows.Select(row => $"{{{Members(row)}}}"))}]}}", _ofLists),
        new("log tail, JSON", _json, rows => $"[{string.Join(',', rows.Select(row => $"\"{LogLine(row)}\""))}]", PageChange.Roll),
        new("log tail, text", MediaType.Parse("text/plain"), rows => string.Concat(rows.Select(row => $"{LogLine(row)}\n")), PageChange.Roll),
        new("HTML table", MediaType.Parse("text/html"), Html, _ofLists),
        new("RSS feed", MediaType.Parse("application/rss+xml"), Rss, _ofLists),
    ];

    private static string Members(Row row) => string.Create(
        CultureInfo.InvariantCulture,
        $"\"title\":\"{row.Title}\",\"price\":{row.Price},\"quantity\":{row.Quantity},\"state\":\"{row.State}\",\"tags\":[\"{row.Tag}\",\"all\"]");

    // Objects all the way down, as the members of a dashboard are known by name.
    private static string Dashboard(IReadOnlyList<Row> rows) =>
        $"{{\"title\":\"stock\",\"groups\":{{{string.Join(',', rows.Chunk(GroupSize).Select((group, index) =>
            $"\"group {index}\":{{{string.Join(',', group.Select(row => $"\"item {row.Id}\":{{{Members(row)}}}"))}}}"))}}}}}";

    private static string LogLine(Row row) => string.Create(
        CultureInfo.InvariantCulture,
        $"{DateTime.UnixEpoch.AddSeconds(1_760_000_000 + row.Id):yyyy-MM-ddTHH:mm:ssZ} INFO store: {row.Title} is {row.State}, {row.Quantity} left at {row.Price}");

    private static string Html(IReadOnlyList<Row> rows)
    {
        var text = new StringBuilder("<!DOCTYPE html>\n<html><head><title>Stock</title></head>\n<body><table>\n<tr><th>Title<th>Price<th>Quantity<th>State</tr>\n");
        foreach (var row in rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"<tr class=\"{row.Tag}\"><td>{row.Title}</td><td class=\"price\">{row.Price}</td><td>{row.Quantity}</td><td>{row.State}</td></tr>\n");
        }

        return text.Append("</table></body></html>\n").ToString();
    }

    private static string Rss(IReadOnlyList<Row> rows)
    {
        var text = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\"><channel><title>Stock</title><link>http://shop.example/</link><description>What is left</description>\n");
        foreach (var row in rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"<item><title>{row.Title}</title><link>http://shop.example/{row.Id}</link><guid>http://shop.example/{row.Id}</guid>")
                .Append(CultureInfo.InvariantCulture, $"<description>{row.Quantity} left at {row.Price}, {row.State}</description></item>\n");
        }

        return text.Append("</channel></rss>\n").ToString();
    }
}
