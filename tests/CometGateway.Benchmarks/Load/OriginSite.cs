using System.Globalization;
using System.Net.Http.Json;
using CometGateway.Benchmarks.Processes;
using CometGateway.TestKit.Processes;

namespace CometGateway.Benchmarks.Load;

/// <summary>The poll-only site behind the gateway, on the load's core. load/origin.c says what it serves.</summary>
internal sealed class OriginSite : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);
    private readonly ChildProcess _process;
    private readonly HttpClient _client;

    private OriginSite(ChildProcess process, int port)
    {
        _process = process;
        Port = port;
        _client = new() { BaseAddress = new(Address) };
    }

    public int Port { get; }

    public string Address => $"http://127.0.0.1:{Port}/";

    public IReadOnlyList<int> Processes => ProcessTree.Of(_process.Id);

    /// <param name="core">Null: wherever there is room.</param>
    public static async Task<OriginSite> StartAsync(double changesPerSecond = 0, int? core = Pinned.LoadCore)
    {
        var port = Ports.Free();
        string[] arguments = ["-p", port.ToString(CultureInfo.InvariantCulture), "-r", changesPerSecond.ToString(CultureInfo.InvariantCulture)];
        var process = Pinned.Start(core, "the site", LoadTools.PathOf(LoadTools.Origin), arguments);
        await Ports.OpenAsync(port, _patience);
        return new(process, port);
    }

    public async Task<OriginStats> StatsAsync() => (await _client.GetFromJsonAsync<OriginStats>("stats"))!;

    /// <summary>Requests by the hundredth of the second in which they came.</summary>
    public async Task<long[]> TimesAsync() => (await _client.GetFromJsonAsync<long[]>("stats/times"))!;

    public async Task ResetAsync() => await _client.GetFromJsonAsync<OriginStats>("stats/reset");

    /// <summary>What /each/NAME answered last, without asking it again.</summary>
    public Task<byte[]> NowAsync(string nameAndQuery) => _client.GetByteArrayAsync(new Uri($"now/{nameAndQuery}", UriKind.Relative));

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _process.DisposeAsync();
    }
}
