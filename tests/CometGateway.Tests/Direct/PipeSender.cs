using System.IO.Pipelines;
using System.Net.Sockets;

namespace CometGateway.Tests.Direct;

/// <summary>Empties the pipe into the socket, as Kestrel's transport does.</summary>
internal sealed class PipeSender : IDisposable
{
    private readonly TaskCompletionSource _waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _over = new();
    private long _taken;

    public PipeSender(PipeReader reader, Socket socket) => _ = RunAsync(reader, socket);

    /// <summary>Completes when the socket is full.</summary>
    public Task IsWaiting => _waiting.Task;

    /// <summary>How many bytes came by the pipe.</summary>
    public long Taken => Interlocked.Read(ref _taken);

    public void Dispose()
    {
        _over.Cancel();
        _over.Dispose();
    }

    private async Task RunAsync(PipeReader reader, Socket socket)
    {
        while (!_over.IsCancellationRequested)
        {
            var read = await reader.ReadAsync(_over.Token);
            Interlocked.Add(ref _taken, read.Buffer.Length);
            foreach (var segment in read.Buffer)
            {
                for (var rest = segment; !rest.IsEmpty;)
                {
                    var send = socket.SendAsync(rest, _over.Token);
                    if (!send.IsCompleted) _waiting.TrySetResult();
                    rest = rest[await send..];
                }
            }

            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted) return;
        }
    }
}
