using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace CometGateway.Tests.Upstream;

/// <summary>A site to poll, on a loopback port of its own: a real Kestrel, a socket that answers raw bytes, or one that refuses.</summary>
internal sealed class Site(string address, Func<ValueTask> stop) : IAsyncDisposable
{
    public string Address => address;

    public static async Task<Site> StartAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        return new Site(app.Urls.Single(), async () =>
        {
            using var now = new CancellationTokenSource();
            await now.CancelAsync();
            await app.StopAsync(now.Token);
            await app.DisposeAsync();
        });
    }

    /// <summary>Answers every connection's first request with these bytes and then closes or resets it.</summary>
    public static Site Raw(string answer, bool reset = false)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeAsync();
        return new Site(AddressOf(listener.LocalEndpoint), async () =>
        {
            listener.Dispose();
            await serving;
        });

        async Task ServeAsync()
        {
            try
            {
                while (true)
                {
                    using var client = await listener.AcceptTcpClientAsync();
                    if (!await ReadRequestAsync(client.GetStream())) continue;
                    await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(answer));
                    if (reset) client.LingerState = new LingerOption(enable: true, 0);
                }
            }
            catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
            {
                // The test is over.
            }
        }
    }

    /// <summary>Holds a port on which nobody listens.</summary>
    public static Site Refusing()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return new Site(AddressOf(socket.LocalEndPoint!), () =>
        {
            socket.Dispose();
            return ValueTask.CompletedTask;
        });
    }

    public ValueTask DisposeAsync() => stop();

    private static async Task<bool> ReadRequestAsync(NetworkStream stream)
    {
        var buffer = new byte[4096];
        var request = "";
        while (!request.EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            var read = await stream.ReadAsync(buffer);
            if (read == 0) return false;
            request += Encoding.Latin1.GetString(buffer, 0, read);
        }

        return true;
    }

    private static string AddressOf(EndPoint endPoint) => $"http://{endPoint}";
}
