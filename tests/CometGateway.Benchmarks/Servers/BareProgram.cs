using CometGateway.Benchmarks.Load;
using CometGateway.Benchmarks.Processes;
using CometGateway.TestKit;
using CometGateway.TestKit.Processes;

namespace CometGateway.Benchmarks.Servers;

/// <summary>A program of the benchmarks' own as a process on the server's core, with the runtime settings of the gateway, in front of a site.</summary>
internal sealed class BareProgram : IProxyServer
{
    private readonly ChildProcess _process;
    private readonly TempFolder _folder;

    private BareProgram(ChildProcess process, TempFolder folder, OriginSite site, int port)
    {
        _process = process;
        _folder = folder;
        Site = site;
        Port = port;
    }

    /// <summary>
    /// .NET waits ten times as long before it compiles for speed where a process has one core only: 40 s under full load instead of 12. With this it is
    /// warm as soon as on a machine with more. Where it gets to differs from process to process, with it and without.
    /// </summary>
    public static KeyValuePair<string, string?> WarmSoon { get; } = new("DOTNET_TC_DelaySingleProcMultiplier", "1");

    public int Port { get; }

    public OriginSite Site { get; }

    public IReadOnlyList<int> Processes => ProcessTree.Of(_process.Id);

    /// <param name="word">The command line's first word that starts it.</param>
    /// <param name="argument">Its second one, made of the site and of a folder for files; the third is the port.</param>
    /// <param name="environment">Variables that the process gets.</param>
    public static async Task<IProxyServer> StartAsync(string word, IReadOnlyDictionary<string, string?> environment, Func<OriginSite, TempFolder, string> argument)
    {
        var site = await OriginSite.StartAsync();
        var folder = new TempFolder();
        var port = Ports.Free();
        var program = typeof(BareProgram).Assembly.Location;
        string[] arguments =
        [
            "exec", "--runtimeconfig", Repository.PathOf("src/CometGateway.Host/bin/Release/net10.0/CometGateway.Host.runtimeconfig.json"),
            "--depsfile", Path.ChangeExtension(program, ".deps.json"), program, word, argument(site, folder), $"{port}",
        ];
        var process = Pinned.Start(Pinned.ServerCore, word, Programs.Dotnet, arguments, new Dictionary<string, string?>([.. environment, WarmSoon], StringComparer.Ordinal));
        await Ports.OpenAsync(port, Patience.Start);
        return new BareProgram(process, folder, site, port);
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        await Site.DisposeAsync();
        _folder.Dispose();
    }
}
