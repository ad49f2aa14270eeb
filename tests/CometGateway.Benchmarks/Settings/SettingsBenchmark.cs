using System.Globalization;
using CometGateway.Benchmarks.Reports;
using CometGateway.Benchmarks.Servers;

namespace CometGateway.Benchmarks.Settings;

/// <summary>What the runtime's settings do to the gateway, so that each that is not the SDK's own has its reason.</summary>
internal static class SettingsBenchmark
{
    public static async Task<string> RunAsync(BenchmarkOptions options, TextWriter log)
    {
        var readyToRun = await ReadyToRunProduct.PublishAsync();
        var streams = options.Choose(5_000, 500);
        var figures = await Rounds.RunAsync<RuntimeSetting, SettingFigures>(
            "settings", options, log, RuntimeSetting.All,
            (setting, of) => SettingRun.MeasureAsync(setting, setting.IsReadyToRun ? readyToRun : GatewayServer.Product, streams, options, of));
        var report = await Report.StartAsync("Settings of the runtime", "settings", options, "where it says 2 cores everything on both, where it says 1 core the gateway on core 0 and the load on core 1");
        report.Paragraph(
            $"{streams.ToString("N0", CultureInfo.InvariantCulture)} event streams of one page by the default way, each change published when all have the one before. First change: seconds from the start of the process "
            + "until a first stream has a first change. CPU in µs: to open a stream, and for each delivery, in the first twenty changes (cold) and after a hundred more (warm). p99 in ms, warm, 256 bytes. Memory in MiB. "
            + "Polling: afterwards, a thousand pages with one stream each, polled every second and another each time; CPU for each poll with its change.");
        foreach (var cores in RuntimeSetting.All.Select(setting => setting.Cores).Distinct()) Write(report, [.. RuntimeSetting.All.Where(setting => setting.Cores == cores)], figures);
        return report.ToString();
    }

    private static void Write(Report report, IReadOnlyList<RuntimeSetting> settings, IReadOnlyDictionary<RuntimeSetting, SettingFigures> figures)
    {
        var absolute = new MarkdownTable(1, "setting", "first change", "opening", "cold, 256 bytes", "warm, 256 bytes", "warm, 4 KiB", "p99", "polling", "at rest", "peak", "lost or wrong");
        var ratios = new MarkdownTable(1, "setting ÷ as built", "first change", "opening", "cold, 256 bytes", "warm, 256 bytes", "warm, 4 KiB", "p99", "polling", "at rest", "peak");
        var shipped = figures[settings.Single(setting => setting.IsShipped)];
        foreach (var setting in settings)
        {
            var one = figures[setting];
            absolute.Add(
                setting.Name, one.FirstChange.Text("0.00"), one.Opening.Text("0"), one.Cold.Text("0.0"), one.Warm.Text("0.0"), one.WarmLarge.Text("0.0"), one.P99.Text("0"), one.Polling.Text("0"), one.Memory.Text("0"), one.Peak.Text("0"),
                one.Wrong.Text("N0"));
            if (setting.IsShipped) continue;
            ratios.Add(
                setting.Name, one.FirstChange.Over(shipped.FirstChange).Ratio(), one.Opening.Over(shipped.Opening).Ratio(), one.Cold.Over(shipped.Cold).Ratio(), one.Warm.Over(shipped.Warm).Ratio(),
                one.WarmLarge.Over(shipped.WarmLarge).Ratio(), one.P99.Over(shipped.P99).Ratio(), one.Polling.Over(shipped.Polling).Ratio(), one.Memory.Over(shipped.Memory).Ratio(), one.Peak.Over(shipped.Peak).Ratio());
        }

        report.Table(absolute).Table(ratios);
    }
}
