namespace CometGateway.Benchmarks.Servers;

/// <summary>nginx with nchan: the fastest of the free servers that push.</summary>
internal sealed class NchanServer : FanOutServer
{
    private const string Module = "load_module /usr/lib/nginx/modules/ngx_nchan_module.so;";
    private readonly NginxProcess _nginx;

    private readonly TlsListener? _tls;

    private NchanServer(NginxProcess nginx, TlsListener? tls)
    {
        _nginx = nginx;
        _tls = tls;
    }

    public override int Port => _tls?.Port ?? _nginx.Port;

    public override int PublishPort => _nginx.Port;

    protected override IEnumerable<int> Roots => [_nginx.Id];

    /// <param name="firstMessage">newest: a stream begins with the next message; -1: with the one before, as a gateway's begins with the state.</param>
    /// <param name="tls">For its streams. Default none: they are plain.</param>
    public static async Task<FanOutServer> StartAsync(string firstMessage = "newest", TlsListener? tls = null) =>
        new NchanServer(await NginxProcess.StartAsync(Module, Http(firstMessage, tls)), tls);

    public override ValueTask DisposeAsync() => _nginx.DisposeAsync();

    private static string Http(string firstMessage, TlsListener? tls) => $$"""
          nchan_shared_memory_size 256m;
          server {
            listen 127.0.0.1:PORT backlog=4096; {{tls?.Nginx}}
            location = /sub { nchan_subscriber eventsource; nchan_channel_id test; nchan_subscriber_first_message {{firstMessage}}; nchan_message_buffer_length 500; nchan_message_timeout 600s; }
            location = /pub { nchan_publisher; nchan_channel_id test; nchan_message_buffer_length 500; nchan_message_timeout 600s; }
          }
        """;
}
