using System.Globalization;
using CometGateway.Benchmarks.Load;
using CometGateway.Benchmarks.Processes;
using CometGateway.TestKit.Processes;

namespace CometGateway.Benchmarks.Servers;

/// <summary>The floor: the smallest fan-out server there can be, one loop in C that does nothing but send.</summary>
internal sealed class FloorServer : FanOutServer
{
    private readonly ChildProcess _process;

    private FloorServer(ChildProcess process, int port)
    {
        _process = process;
        Port = port;
    }

    public override int Port { get; }

    protected override IEnumerable<int> Roots => [_process.Id];

    public static async Task<FanOutServer> StartAsync()
    {
        var port = Ports.Free();
        var process = Pinned.Start(Pinned.ServerCore, "the floor", LoadTools.PathOf(LoadTools.Floor), [port.ToString(CultureInfo.InvariantCulture), "1"]);
        await Ports.OpenAsync(port, CometGateway.TestKit.Patience.Default);
        return new FloorServer(process, port);
    }

    public override ValueTask DisposeAsync() => _process.DisposeAsync();
}
