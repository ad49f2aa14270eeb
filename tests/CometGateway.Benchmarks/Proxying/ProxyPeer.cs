using CometGateway.Benchmarks.Servers;

namespace CometGateway.Benchmarks.Proxying;

/// <summary>A proxy to measure.</summary>
internal sealed record ProxyPeer(string Name, bool IsOurs, Func<Task<IProxyServer>> StartAsync) : INamed
{
    public const string Yarp = "bare YARP";
    public const string Nginx = "nginx";

    public static IReadOnlyList<ProxyPeer> Of(BenchmarkOptions options) =>
    [
        new(Yarp, IsOurs: false, () => BareYarpServer.StartAsync(Configure)),
        .. options.Variants.Select(variant => new ProxyPeer($"CometGateway, {variant.Name}", IsOurs: true, async () => await GatewayServer.StartAsync(variant, Configure))),
        new(Nginx, IsOurs: false, NginxProxyServer.StartAsync),
    ];

    private static void Configure(GatewayFile file) => file.Route("page", "/doc/{name}", "live").Route("rest", "{**rest}").Policy("live", []);
}
