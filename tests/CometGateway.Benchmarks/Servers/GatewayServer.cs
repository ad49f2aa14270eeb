using System.Text.Json.Nodes;
using CometGateway.Benchmarks.Load;
using CometGateway.Benchmarks.Processes;
using CometGateway.TestKit;
using CometGateway.TestKit.Processes;

namespace CometGateway.Benchmarks.Servers;

/// <summary>The product as it is delivered, a process of its own on the server's core, and the site behind it on the other.</summary>
internal sealed class GatewayServer : FanOutServer, IProxyServer
{
    private readonly TempFolder _folder;
    private readonly GatewayProcess _gateway;
    private readonly TlsListener? _tls;

    private GatewayServer(TempFolder folder, GatewayProcess gateway, OriginSite site, int publishPort, TlsListener? tls)
    {
        _folder = folder;
        _gateway = gateway;
        Site = site;
        PublishPort = publishPort;
        _tls = tls;
    }

    /// <summary>The assembly that a build makes of it.</summary>
    /// <exception cref="FileNotFoundException">It has not been built.</exception>
    public static string Product
    {
        get
        {
            var file = Repository.PathOf("src/CometGateway.Host/bin/Release/net10.0/CometGateway.Host.dll");
            return File.Exists(file) ? file : throw new FileNotFoundException($"{file}: run the benchmarks with -c Release, which builds it.");
        }
    }

    public OriginSite Site { get; }

    public override int Port => _tls?.Port ?? PublishPort;

    public override int PublishPort { get; }

    public override string SubscribePath => "/live";

    protected override IEnumerable<int> Roots => [_gateway.Id];

    /// <summary>One watched page that a POST through the gateway changes, which wakes its poll.</summary>
    public static Task<FanOutServer> StartFanOutAsync(GatewayVariant variant) => StartFanOutAsync(variant, []);

    /// <param name="policy">More keys of the page's policy.</param>
    /// <param name="tls">For its streams. Default none: they are plain.</param>
    public static async Task<FanOutServer> StartFanOutAsync(GatewayVariant variant, JsonObject policy, TlsListener? tls = null)
    {
        policy["WakeOn"] = new JsonArray("/pub");
        return await StartAsync(variant, file => file.Route("live", "/live", "live").Route("pub", "/pub").Policy("live", policy), tls: tls);
    }

    /// <param name="configure">Adds the routes and policies.</param>
    /// <param name="changesPerSecond">Of the site's pages.</param>
    /// <param name="core">The gateway's. Null: it and the site run wherever there is room.</param>
    /// <param name="tls">For its streams. Default none: they are plain.</param>
    public static async Task<GatewayServer> StartAsync(
        GatewayVariant variant, Action<GatewayFile> configure, double changesPerSecond = 0, int? core = Pinned.ServerCore, TlsListener? tls = null)
    {
        var site = await OriginSite.StartAsync(changesPerSecond, core is null ? null : Pinned.LoadCore);
        var folder = new TempFolder();
        try
        {
            var file = new GatewayFile(site.Address);
            configure(file);
            file.With(variant.Comet);
            var port = Ports.Free();
            if (tls is not null) file.Listen(tls.Kestrel(port));
            var (program, arguments) = Pinned.CommandLine(
                core, Programs.Dotnet, [variant.Program ?? Product, "--config", folder.Write("gateway.json", file.ToString()), .. tls is null ? (string[])["--urls", $"http://127.0.0.1:{port}"] : []]);
            // As in the other programs: CollectAsync needs them.
            var environment = new Dictionary<string, string?>(variant.Environment, StringComparer.Ordinal) { ["DOTNET_EnableDiagnostics"] = "1" };
            return new(folder, await GatewayProcess.StartAsync(program, arguments, environment), site, port, tls);
        }
        catch
        {
            await site.DisposeAsync();
            folder.Dispose();
            throw;
        }
    }

    public override Task CollectAsync() => Collection.OfAsync(_gateway.Id);

    public override async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await Site.DisposeAsync();
        _folder.Dispose();
    }
}
