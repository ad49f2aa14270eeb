using CometGateway.Benchmarks.Load;
using CometGateway.Benchmarks.Processes;
using CometGateway.TestKit;
using CometGateway.TestKit.Processes;

namespace CometGateway.Benchmarks.Servers;

/// <summary>Pushpin: a proxy whose streams are held where the site asks for it. It has four processes, all on the server's core.</summary>
internal sealed class PushpinServer : FanOutServer
{
    private readonly TempFolder _folder = new();
    private readonly List<IAsyncDisposable> _parts = [];
    private readonly IReadOnlyList<int> _ports = Ports.Free(5);
    private int[] _roots = [];

    private PushpinServer()
    {
    }

    public override int Port => _ports[0];

    public override int PublishPort => _ports[1];

    public override string SubscribePath => "/grip?channel=test";

    public override string PublishPath => "/publish/";

    public override bool IsGrip => true;

    // It asks the site for each of them, and answers 502 where that is too much at once.
    public override int Opening => 64;

    protected override IEnumerable<int> Roots => _roots;

    public static async Task<FanOutServer> StartAsync()
    {
        var server = new PushpinServer();
        try
        {
            await server.LaunchAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var part in Enumerable.Reverse(_parts)) await part.DisposeAsync();
        _folder.Dispose();
    }

    private async Task LaunchAsync()
    {
        var site = await OriginSite.StartAsync();
        _parts.Add(site);
        Directory.CreateDirectory(_folder["run"]);
        Directory.CreateDirectory(_folder["log"]);
        _folder.Write("routes", $"* 127.0.0.1:{site.Port}\n");
        var zurl = Pinned.Start(Pinned.ServerCore, "zurl", Programs.Find("zurl"), ["--config=" + _folder.Write("zurl.conf", ZurlConfiguration())]);
        _parts.Add(zurl);
        var pushpin = Pinned.Start(Pinned.ServerCore, "Pushpin", Programs.Find("pushpin"), ["--config", _folder.Write("pushpin.conf", Configuration())]);
        _parts.Add(pushpin);
        _roots = [zurl.Id, pushpin.Id];
        await Ports.OpenAsync(Port, Patience.Default);
        await Ports.OpenAsync(PublishPort, Patience.Default);
        await Pause.ToSettleAsync();
    }

    private string Configuration() => $$"""
        [global]
        include={libdir}/internal.conf
        rundir={{_folder.Path}}/run
        ipc_prefix=pb-
        port_offset=0
        stats_connection_ttl=120
        [runner]
        services=condure,pushpin-proxy,pushpin-handler
        http_port=127.0.0.1:{{Port}}
        logdir={{_folder.Path}}/log
        log_level=1
        client_buffer_size=8192
        client_maxconn=19000
        [proxy]
        routesfile={{_folder.Path}}/routes
        debug=false
        updates_check=off
        sig_key=changeme
        zurl_out_specs=ipc://{{_folder.Path}}/run/zurl-in
        zurl_out_stream_specs=ipc://{{_folder.Path}}/run/zurl-in-stream
        zurl_in_specs=ipc://{{_folder.Path}}/run/zurl-out
        [handler]
        push_in_spec=tcp://127.0.0.1:{{_ports[2]}}
        push_in_sub_specs=tcp://127.0.0.1:{{_ports[3]}}
        push_in_http_addr=127.0.0.1
        push_in_http_port={{PublishPort}}
        push_in_http_max_body_size=1000000
        command_spec=tcp://127.0.0.1:{{_ports[4]}}
        message_rate=100000000
        message_hwm=100000000
        message_wait=5000
        stats_spec=ipc://{{_folder.Path}}/run/stats
        stats_report_interval=10
        """;

    private string ZurlConfiguration() => $"""
        [General]
        in_spec=ipc://{_folder.Path}/run/zurl-in
        in_stream_spec=ipc://{_folder.Path}/run/zurl-in-stream
        out_spec=ipc://{_folder.Path}/run/zurl-out
        in_req_spec=ipc://{_folder.Path}/run/zurl-req
        ipc_file_mode=660
        defpolicy=allow
        allow=
        deny=
        max_open_requests=2000
        buffer_size=200000
        timeout=600
        """;
}
