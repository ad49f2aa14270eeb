using System.Globalization;
using CometGateway.Benchmarks.Load;
using CometGateway.Benchmarks.Processes;
using CometGateway.Benchmarks.Proxying;
using CometGateway.TestKit;
using CometGateway.TestKit.Processes;

namespace CometGateway.Benchmarks.Servers;

/// <summary>YARP alone, with the gateway's own configuration file, as a process of its own.</summary>
internal sealed class BareYarpServer : IProxyServer
{
    private readonly TempFolder _folder;
    private readonly ChildProcess _process;

    private BareYarpServer(TempFolder folder, ChildProcess process, OriginSite site, int port)
    {
        _folder = folder;
        _process = process;
        Site = site;
        Port = port;
    }

    public int Port { get; }

    public OriginSite Site { get; }

    public IReadOnlyList<int> Processes => ProcessTree.Of(_process.Id);

    public static async Task<IProxyServer> StartAsync(Action<GatewayFile> configure)
    {
        var site = await OriginSite.StartAsync();
        var folder = new TempFolder();
        var file = new GatewayFile(site.Address);
        configure(file);
        var port = Ports.Free();
        string[] arguments =
        [
            typeof(BareYarpServer).Assembly.Location, BareYarp.Word, folder.Write("gateway.json", file.ToString()), port.ToString(CultureInfo.InvariantCulture),
        ];
        // As every program of the Web SDK has it, and so the gateway.
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["DOTNET_gcServer"] = "1" };
        var process = Pinned.Start(Pinned.ServerCore, "bare YARP", Programs.Dotnet, arguments, environment);
        await Ports.OpenAsync(port, Patience.Start);
        return new BareYarpServer(folder, process, site, port);
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        await Site.DisposeAsync();
        _folder.Dispose();
    }
}
