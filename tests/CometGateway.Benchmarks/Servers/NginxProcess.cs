using CometGateway.Benchmarks.Processes;
using CometGateway.TestKit;
using CometGateway.TestKit.Processes;

namespace CometGateway.Benchmarks.Servers;

/// <summary>An nginx with one worker on the server's core, in a folder of its own.</summary>
internal sealed class NginxProcess : IAsyncDisposable
{
    private readonly TempFolder _folder;
    private readonly ChildProcess _process;

    private NginxProcess(TempFolder folder, ChildProcess process, int port)
    {
        _folder = folder;
        _process = process;
        Port = port;
    }

    public int Port { get; }

    public int Id => _process.Id;

    /// <param name="main">Directives before the http block.</param>
    /// <param name="http">What stands in the http block; PORT is replaced by the port.</param>
    public static async Task<NginxProcess> StartAsync(string main, string http)
    {
        var port = Ports.Free();
        var folder = new TempFolder();
        var file = folder.Write("nginx.conf", Configuration(folder.Path, main, http).Replace("PORT", $"{port}", StringComparison.Ordinal));
        var process = Pinned.Start(Pinned.ServerCore, "nginx", Programs.Find("nginx"), ["-p", folder.Path, "-c", file]);
        await Ports.OpenAsync(port, Patience.Default);
        return new(folder, process, port);
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Dispose();
    }

    private static string Configuration(string folder, string main, string http) => $$"""
        daemon off; master_process on; worker_processes 1; pid {{folder}}/nginx.pid; error_log {{folder}}/error.log warn; worker_rlimit_nofile 20000;
        {{main}}
        events { worker_connections 19900; use epoll; multi_accept on; }
        http {
          access_log off; tcp_nodelay on; keepalive_requests 1000000000; keepalive_timeout 3600s; client_max_body_size 8m; client_body_buffer_size 64k;
          client_body_temp_path {{folder}}/body; proxy_temp_path {{folder}}/proxy; fastcgi_temp_path {{folder}}/fastcgi; uwsgi_temp_path {{folder}}/uwsgi; scgi_temp_path {{folder}}/scgi;
          {{http}}
        }
        """;
}
