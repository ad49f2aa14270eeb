using System.Globalization;
using System.Net;
using System.Net.Sockets;
using CometGateway.TestKit.Processes;

namespace CometGateway.TestKit.Sites;

/// <summary>A private nginx serving static files: a poll-only site that nobody wrote for us, with its own validators and 304.</summary>
/// <remarks>
/// nginx makes its ETag of the modification time in whole seconds and the length: two contents of one length written in the
/// same second share their validators, and the second is answered 304. <see cref="Write"/> leaves the choice to the test.
/// </remarks>
public sealed class NginxSite : IAsyncDisposable
{
    private const int Attempts = 5;
    private readonly ChildProcess _process;
    private readonly TempFolder _folder;

    private NginxSite(ChildProcess process, TempFolder folder, Uri address)
    {
        _process = process;
        _folder = folder;
        Address = address;
    }

    public Uri Address { get; }

    /// <summary>The requests answered so far, from nginx's access log.</summary>
    public IReadOnlyList<NginxRequest> Requests => NginxRequest.Read(_folder["access.log"]);

    public static async Task<NginxSite> StartAsync()
    {
        var nginx = Programs.Find("nginx");
        for (var attempt = 1; ; attempt++)
        {
            // nginx cannot choose a port itself; between our choice and its bind another process may take it.
            var port = FreePort();
            var folder = new TempFolder();
            Directory.CreateDirectory(folder["site"]);
            var configuration = folder.Write("nginx.conf", Configuration(folder, port));
            var process = ChildProcess.Start("nginx", nginx, ["-p", folder.Path, "-c", configuration, "-e", folder["error.log"]]);
            var address = new Uri($"http://127.0.0.1:{port}/");
            try
            {
                await Eventually.IsTrueAsync(() => process.HasExited || CanConnect(port), $"nginx listening on {address}", Patience.Start);
                if (!process.HasExited) return new(process, folder, address);
                if (attempt == Attempts) throw new WaitFailedException($"nginx does not start: {File.ReadAllText(folder["error.log"])}");
            }
            catch
            {
                await process.DisposeAsync();
                folder.Dispose();
                throw;
            }

            await process.DisposeAsync();
            folder.Dispose();
        }
    }

    /// <summary>Replaces a file in one step, so that no request ever sees half of it.</summary>
    /// <param name="path">Below the site's root, without a leading slash.</param>
    /// <param name="modified">The file's time, from which nginx makes its validators. Default now.</param>
    public void Write(string path, string text, DateTimeOffset? modified = null)
    {
        var prepared = _folder.Write("next", text);
        if (modified is { } time) File.SetLastWriteTimeUtc(prepared, time.UtcDateTime);
        var target = _folder[Path.Combine("site", path)];
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Move(prepared, target, overwrite: true);
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Dispose();
    }

    // One process in the foreground: it is the child whose id we hold, and no worker can be left behind.
    private static string Configuration(TempFolder folder, int port) => $$"""
        daemon off;
        master_process off;
        pid {{folder["nginx.pid"]}};
        error_log {{folder["error.log"]}} warn;
        events { worker_connections 512; }
        http {
            log_format test '$msec $request_method $request_uri $status "$http_if_none_match" "$http_if_modified_since"';
            access_log {{folder["access.log"]}} test;
            client_body_temp_path {{folder["body"]}};
            proxy_temp_path {{folder["proxy"]}};
            fastcgi_temp_path {{folder["fastcgi"]}};
            uwsgi_temp_path {{folder["uwsgi"]}};
            scgi_temp_path {{folder["scgi"]}};
            types { application/json json; text/html html; application/rss+xml rss; text/plain txt; }
            charset utf-8;
            charset_types text/plain text/html application/json;
            server {
                listen 127.0.0.1:{{port.ToString(CultureInfo.InvariantCulture)}};
                root {{folder["site"]}};
            }
        }
        """;

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private static bool CanConnect(int port)
    {
        using var probe = new TcpClient();
        try
        {
            probe.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
