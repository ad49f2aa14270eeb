using System.Text;

namespace CometGateway.Benchmarks.Reports;

/// <summary>The text of one benchmark's results.</summary>
internal sealed class Report
{
    /// <summary>Where the parts of a measurement run.</summary>
    public const string Apart = "the server on core 0, the load on core 1";

    /// <summary>How the rounds go.</summary>
    private const string InTurns = "in which the servers take turns";

    private readonly StringBuilder _text = new();

    private Report(string title) => _text.Append("# ").Append(title).Append("\n\n");

    /// <summary>Begins with the command, the machine, and the versions.</summary>
    public static Task<Report> StartAsync(string title, string name, BenchmarkOptions options, params Peer[] peers) => StartAsync(title, name, options, Apart, peers);

    /// <inheritdoc cref="StartAsync(string, string, BenchmarkOptions, Peer[])"/>
    /// <param name="where">As in <see cref="Apart"/>.</param>
    public static Task<Report> StartAsync(string title, string name, BenchmarkOptions options, string where, params Peer[] peers) =>
        StartAsync(title, name, options, where, InTurns, peers);

    /// <inheritdoc cref="StartAsync(string, string, BenchmarkOptions, string, Peer[])"/>
    /// <param name="rounds">How they go.</param>
    public static async Task<Report> StartAsync(string title, string name, BenchmarkOptions options, string where, string rounds, params Peer[] peers)
    {
        var command = $"dotnet run -c Release --project tests/CometGateway.Benchmarks -- {name} {options.Words}".TrimEnd();
        var report = new Report(title);
        report.Paragraph($"Written by `{command}`.{(options.Quick ? " A quick look: the figures mean nothing." : "")}");
        report.Paragraph(await Machine.DescribeServersAsync(peers));
        report.Paragraph(
            $"Everything on loopback, {where}. {options.Rounds} round{(options.Rounds == 1 ? "" : "s")}, {rounds}; "
            + "each cell is the median of the rounds (least–most), each ratio that of the ratios within one round. Only ratios carry over to another machine.");
        return report;
    }

    public Report Heading(string text) => Paragraph("## " + text);

    public Report Paragraph(string text)
    {
        _text.Append(text).Append("\n\n");
        return this;
    }

    public Report Table(MarkdownTable table) => Paragraph(table.ToString());

    public override string ToString() => _text.ToString().TrimEnd() + "\n";
}
