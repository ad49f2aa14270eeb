using System.Text;

namespace CometGateway.Benchmarks.Reports;

/// <summary>A table of a report: texts to the left, figures to the right.</summary>
/// <param name="texts">How many columns, from the left, are texts.</param>
/// <param name="headings">One for each column.</param>
internal sealed class MarkdownTable(int texts, params string[] headings)
{
    private readonly List<string[]> _rows = [];

    public void Add(params string[] cells)
    {
        if (cells.Length != headings.Length) throw new ArgumentException($"{cells.Length} cells for {headings.Length} columns", nameof(cells));
        _rows.Add(cells);
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        Line(text, headings);
        Line(text, headings.Select((_, column) => column < texts ? "---" : "---:"));
        foreach (var row in _rows) Line(text, row);
        return text.ToString().TrimEnd();
    }

    private static void Line(StringBuilder text, IEnumerable<string> cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
}
