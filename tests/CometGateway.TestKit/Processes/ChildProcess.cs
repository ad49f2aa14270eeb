using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace CometGateway.TestKit.Processes;

/// <summary>A process that a test started: its output, its signals, and its end with the test.</summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private const int SigInt = 2;
    private const int SigTerm = 15;
    private readonly Process _process;
    private readonly Observed<string> _output;
    private readonly EventHandler _stopWithUs;

    private ChildProcess(Process process, string name)
    {
        _process = process;
        _output = new($"output of {name}");
        // A cancelled test run ends without disposing anything; a child must not outlive it.
        _stopWithUs = (_, _) => KillNow();
        AppDomain.CurrentDomain.ProcessExit += _stopWithUs;
    }

    public int Id => _process.Id;

    /// <summary>Lines of standard output and standard error, as they came.</summary>
    public Observed<string> Output => _output;

    /// <summary>Standard input, as UTF-8. Closing it says that no more comes.</summary>
    public StreamWriter Input => _process.StandardInput;

    public bool HasExited => _process.HasExited;

    public static ChildProcess Start(
        string name,
        string file,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string?>? environment = null,
        string? workingDirectory = null)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            WorkingDirectory = workingDirectory ?? "",
        };
        foreach (var (key, value) in environment ?? new Dictionary<string, string?>(StringComparer.Ordinal)) start.Environment[key] = value;
        var process = new Process { StartInfo = start };
        var child = new ChildProcess(process, name);
        process.OutputDataReceived += (_, line) => child.Hear(line.Data);
        process.ErrorDataReceived += (_, line) => child.Hear(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _ = child.WatchAsync();
        return child;
    }

    /// <summary>Sends SIGTERM and waits for the exit.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="WaitFailedException">It did not exit within <paramref name="within"/>; it is killed then.</exception>
    public Task<int> TerminateAsync(TimeSpan? within = null)
    {
        Terminate();
        return ExitAsync(within);
    }

    /// <summary>Sends SIGTERM without waiting.</summary>
    public void Terminate() => Send(SigTerm);

    /// <summary>Sends SIGINT and waits for the exit.</summary>
    public Task<int> InterruptAsync()
    {
        Send(SigInt);
        return ExitAsync();
    }

    /// <summary>SIGKILL: no farewell, as when a machine is lost.</summary>
    public Task<int> KillAsync()
    {
        KillNow();
        return ExitAsync();
    }

    /// <summary>Waits for the process's own exit.</summary>
    public async Task<int> ExitAsync(TimeSpan? within = null)
    {
        var patience = within ?? Patience.Start;
        using var deadline = new CancellationTokenSource(patience);
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
            return _process.ExitCode;
        }
        catch (OperationCanceledException reason)
        {
            KillNow();
            throw new WaitFailedException($"No exit within {patience.TotalSeconds:0.###} s.\n{_output.Dump()}", reason);
        }
    }

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= _stopWithUs;
        await KillAsync();
        _process.Dispose();
    }

    private void Send(int signal)
    {
        if (!_process.HasExited) _ = NativeMethods.Kill(_process.Id, signal);
    }

    private void Hear(string? line)
    {
        if (line is not null) _output.Add(line);
    }

    private async Task WatchAsync()
    {
        await _process.WaitForExitAsync();
        _output.End($"exit code {_process.ExitCode}");
    }

    private void KillNow()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
    }

    private static class NativeMethods
    {
        // System.Diagnostics.Process can kill but not ask.
        [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Kill(int process, int signal);
    }
}
