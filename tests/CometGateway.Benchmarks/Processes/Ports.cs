using System.Net;
using System.Net.Sockets;

namespace CometGateway.Benchmarks.Processes;

/// <summary>Ports on loopback that nobody listens on.</summary>
internal static class Ports
{
    private static readonly TimeSpan _betweenTries = TimeSpan.FromMilliseconds(50);

    public static int Free() => Free(1)[0];

    /// <summary>All different, as they are held until all are found.</summary>
    public static IReadOnlyList<int> Free(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        try
        {
            foreach (var listener in listeners) listener.Start();
            return [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        }
        finally
        {
            foreach (var listener in listeners) listener.Dispose();
        }
    }

    /// <summary>Waits until somebody listens.</summary>
    public static async Task OpenAsync(int port, TimeSpan within)
    {
        for (var waited = TimeSpan.Zero; ; waited += _betweenTries)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException) when (waited < within)
            {
                await Pause.ForAsync(_betweenTries);
            }
        }
    }
}
