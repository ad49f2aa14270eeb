using System.Net;
using System.Net.Sockets;

namespace CometGateway.TestKit.Sites;

/// <summary>A site that writes exact bytes, for everything a decent HTTP server refuses to send.</summary>
public sealed class RawSite : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<RawConnection, Task> _script;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Observed<string> _heads = new("requests to the raw site");
    private readonly Task _accepting;

    private RawSite(Func<RawConnection, Task> script)
    {
        _script = script;
        _listener.Start();
        Address = new($"http://{_listener.LocalEndpoint}");
        _accepting = AcceptAsync();
    }

    public Uri Address { get; }

    /// <summary>The request heads received, as they were on the wire.</summary>
    public IReadOnlyList<string> Requests => _heads.Items;

    /// <summary>Starts a site that runs the script once per connection and then closes it.</summary>
    public static RawSite Start(Func<RawConnection, Task> script) => new(script);

    /// <summary>Starts a site that answers the first request of every connection with exactly these characters (Latin-1) and closes it.</summary>
    public static RawSite Answering(string bytes) => Start(async connection =>
    {
        await connection.ReadRequestAsync();
        await connection.WriteAsync(bytes);
    });

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true) connections.Add(ServeAsync(await _listener.AcceptSocketAsync(_stopping.Token)));
        }
        catch (Exception reason) when (reason is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using var connection = new RawConnection(socket, _heads, _stopping.Token);
        try
        {
            await _script(connection);
            connection.Finish();
        }
        catch (Exception reason) when (reason is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The client went first, or the site is stopping: both are ordinary ends of a connection.
        }
    }
}
