using CometGateway.Benchmarks.Servers;

namespace CometGateway.Benchmarks.Proxying;

/// <summary>A proxy to measure.</summary>
/// <param name="IsProxy">Whether there is a site behind it; what is none answers watched pages only.</param>
internal sealed record ProxyPeer(string Name, bool IsOurs, bool IsProxy, Func<Task<IProxyServer>> StartAsync)
{
    public const string Yarp = "bare YARP";
    public const string YarpAgain = "bare YARP again";
    public const string YarpInline = "bare YARP, the gateway's settings";
    public const string Nginx = "nginx";
    public const string Kestrel = "Kestrel alone";

    public static IReadOnlyList<ProxyPeer> Of(BenchmarkOptions options) =>
    [
        new(Yarp, IsOurs: false, IsProxy: true, () => BareYarpServer.StartAsync(BareProgram.AsTheSdkHasIt, Configure)),
        .. options.Variants.Select(variant => new ProxyPeer($"CometGateway, {variant.Name}", IsOurs: true, IsProxy: true, async () => await GatewayServer.StartAsync(WarmSoon(variant), Configure))),
        new(YarpAgain, IsOurs: false, IsProxy: true, () => BareYarpServer.StartAsync(BareProgram.AsTheSdkHasIt, Configure)),
        new(YarpInline, IsOurs: false, IsProxy: true, () => BareYarpServer.StartAsync(BareProgram.AsTheGateway, Configure)),
        new(Nginx, IsOurs: false, IsProxy: true, NginxProxyServer.StartAsync),
        new(Kestrel, IsOurs: false, IsProxy: false, KestrelAloneServer.StartAsync),
    ];

    private static void Configure(GatewayFile file) => file.Route("page", "/doc/{name}", "live").Route("rest", "{**rest}").Policy("live", []);

    private static GatewayVariant WarmSoon(GatewayVariant variant) =>
        variant with { Environment = new Dictionary<string, string?>([.. variant.Environment, BareProgram.WarmSoon], StringComparer.Ordinal) };
}
