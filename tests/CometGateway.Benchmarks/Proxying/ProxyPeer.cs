using CometGateway.Benchmarks.Servers;

namespace CometGateway.Benchmarks.Proxying;

/// <summary>A proxy to measure.</summary>
/// <param name="IsProxy">Whether there is a site behind it; what is none answers watched pages only.</param>
internal sealed record ProxyPeer(string Name, bool IsOurs, bool IsProxy, Func<Task<IProxyServer>> StartAsync)
{
    public const string Yarp = "bare YARP";
    public const string YarpAgain = "bare YARP again";
    public const string YarpQuiet = "bare YARP, no activities";
    public const string YarpInline = "bare YARP, sockets inline";
    public const string Nginx = "nginx";
    public const string Kestrel = "Kestrel alone";

    public static IReadOnlyList<ProxyPeer> Of(BenchmarkOptions options) =>
    [
        Bare(Yarp, _asBuilt),
        .. options.Variants.Select(Gateway),
        Bare(YarpAgain, _asBuilt),
        Bare(YarpQuiet, BareYarp.Quiet),
        Gateway(GatewayVariant.Inline),
        Bare(YarpInline, InlineSockets.Environment) with { IsInline = true },
        new(Nginx, IsOurs: false, IsProxy: true, NginxProxyServer.StartAsync),
        new(Kestrel, IsOurs: false, IsProxy: false, KestrelAloneServer.StartAsync),
    ];

    /// <summary>Whether it is run with its sockets' continuations inline: its like is the bare YARP that is run so too.</summary>
    public bool IsInline { get; private init; }

    private static readonly Dictionary<string, string?> _asBuilt = new(StringComparer.Ordinal);

    private static ProxyPeer Bare(string name, IReadOnlyDictionary<string, string?> environment) =>
        new(name, IsOurs: false, IsProxy: true, () => BareYarpServer.StartAsync(environment, Configure));

    private static ProxyPeer Gateway(GatewayVariant variant) =>
        new($"CometGateway, {variant.Name}", IsOurs: true, IsProxy: true, async () => await GatewayServer.StartAsync(WarmSoon(variant), Configure)) { IsInline = variant == GatewayVariant.Inline };

    private static void Configure(GatewayFile file) => file.Route("page", "/doc/{name}", "live").Route("rest", "{**rest}").Policy("live", []);

    private static GatewayVariant WarmSoon(GatewayVariant variant) =>
        variant with { Environment = new Dictionary<string, string?>([.. variant.Environment, BareProgram.WarmSoon], StringComparer.Ordinal) };
}
