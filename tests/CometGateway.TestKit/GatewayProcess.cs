using System.Text.RegularExpressions;
using CometGateway.TestKit.Processes;

namespace CometGateway.TestKit;

/// <summary>The built Host as a process of its own, for what only a process can do: be told to stop, be killed, come back.</summary>
public sealed partial class GatewayProcess : IAsyncDisposable
{
    private const string Diagnostics = "DOTNET_EnableDiagnostics";
    private readonly ChildProcess _process;

    private GatewayProcess(ChildProcess process, Uri address)
    {
        _process = process;
        Address = address;
    }

    /// <summary>Where it listens, as it printed.</summary>
    public Uri Address { get; }

    public Observed<string> Output => _process.Output;

    public int Id => _process.Id;

    /// <summary>Starts the Host that was built with this test project and waits until it listens.</summary>
    /// <param name="configFile">The --config argument; null starts what no argument starts.</param>
    /// <param name="port">A fixed port, to come back at the same address after a kill. Default 0, any free one.</param>
    public static Task<GatewayProcess> StartAsync(
        string? configFile, int port = 0, IReadOnlyDictionary<string, string?>? environment = null, params string[] arguments) =>
        StartAsync(
            Programs.Dotnet,
            [
                Path.Combine(AppContext.BaseDirectory, "CometGateway.Host.dll"),
                .. configFile is null ? (string[])[] : ["--config", configFile],
                "--urls", $"http://127.0.0.1:{port}",
                .. arguments,
            ],
            environment);

    /// <summary>Starts a gateway by any command line and waits until it prints where it listens.</summary>
    /// <param name="environment">Variables besides this process's own. Its diagnostics are off unless DOTNET_EnableDiagnostics is among them.</param>
    /// <exception cref="WaitFailedException">It ended or stayed silent; the message has its output.</exception>
    public static async Task<GatewayProcess> StartAsync(
        string file, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string?>? environment = null, string? workingDirectory = null)
    {
        // A process that is killed leaves the pipes and the socket of its diagnostics behind.
        var variables = new Dictionary<string, string?>(environment ?? new Dictionary<string, string?>(StringComparer.Ordinal), StringComparer.Ordinal);
        variables.TryAdd(Diagnostics, "0");
        var process = ChildProcess.Start("the gateway", file, arguments, variables, workingDirectory);
        try
        {
            var line = await process.Output.FirstAsync(line => Listening().IsMatch(line), "the line that names the address", Patience.Start);
            return new(process, new(Listening().Match(line).Groups["address"].Value));
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>SIGTERM, then the exit code.</summary>
    public Task<int> TerminateAsync(TimeSpan? within = null) => _process.TerminateAsync(within);

    /// <summary>SIGTERM without waiting, to look at the drain while it goes on.</summary>
    public void Terminate() => _process.Terminate();

    /// <summary>SIGINT, as Ctrl+C sends it, then the exit code.</summary>
    public Task<int> InterruptAsync() => _process.InterruptAsync();

    /// <summary>SIGKILL.</summary>
    public Task<int> KillAsync() => _process.KillAsync();

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    // "Now listening on: http://…" is ASP.NET's line, printed once the port is open.
    [GeneratedRegex("""[Ll]istening on:? (?<address>https?://[^\s"]+:\d+)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Listening();
}
