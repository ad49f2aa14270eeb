using CometGateway.Benchmarks.Load;
using CometGateway.Benchmarks.Processes;

namespace CometGateway.Benchmarks.Servers;

/// <summary>nginx as a plain proxy, with connections to the site that stay open.</summary>
internal sealed class NginxProxyServer : IProxyServer
{
    private readonly NginxProcess _nginx;

    private NginxProxyServer(NginxProcess nginx, OriginSite site)
    {
        _nginx = nginx;
        Site = site;
    }

    public int Port => _nginx.Port;

    public OriginSite Site { get; }

    public IReadOnlyList<int> Processes => ProcessTree.Of(_nginx.Id);

    public static async Task<IProxyServer> StartAsync()
    {
        var site = await OriginSite.StartAsync();
        return new NginxProxyServer(await NginxProcess.StartAsync("", Http(site.Port)), site);
    }

    public async ValueTask DisposeAsync()
    {
        await _nginx.DisposeAsync();
        await Site.DisposeAsync();
    }

    private static string Http(int site) => $$"""
          upstream site { server 127.0.0.1:{{site}}; keepalive 256; keepalive_requests 1000000000; }
          server {
            listen 127.0.0.1:PORT backlog=4096;
            location / { proxy_pass http://site; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffers 16 16k; proxy_buffer_size 16k; proxy_max_temp_file_size 0; }
          }
        """;
}
