using CometGateway.Benchmarks.Proxying;

namespace CometGateway.Benchmarks.Servers;

/// <summary>YARP alone, with the gateway's own configuration file, as a process of its own.</summary>
internal static class BareYarpServer
{
    public static Task<IProxyServer> StartAsync(IReadOnlyDictionary<string, string?> environment, Action<GatewayFile> configure) => BareProgram.StartAsync(BareYarp.Word, environment, (site, folder) =>
    {
        var file = new GatewayFile(site.Address);
        configure(file);
        return folder.Write("gateway.json", file.ToString());
    });
}
