using CometGateway.TestKit;

namespace CometGateway.FunctionalTests.Load;

/// <summary>Many listeners of one way of listening; they leave when it is disposed of.</summary>
internal sealed class ListenerCrowd : IAsyncDisposable
{
    private readonly CancellationTokenSource _left = new();
    private readonly HttpMessageInvoker _http = new(TestClient.CreateHandler());
    private readonly Task[] _running;

    public ListenerCrowd(string way, int size, int last, Uri gateway)
    {
        Way = way;
        Listeners = [.. Enumerable.Range(0, size).Select(_ => new Listener(last))];
        _running = [.. Listeners.Select(listener => Task.Run(() => RunAsync(Listening.Ways[way], gateway, listener)))];
    }

    public string Way { get; }

    public IReadOnlyList<Listener> Listeners { get; }

    public async ValueTask DisposeAsync()
    {
        await _left.CancelAsync();
        await Task.WhenAll(_running);
        _http.Dispose();
        _left.Dispose();
    }

    private async Task RunAsync(Func<HttpMessageInvoker, Uri, Listener, CancellationToken, Task> listen, Uri gateway, Listener listener)
    {
        try
        {
            await listen(_http, gateway, listener, _left.Token);
        }
        catch (Exception fault)
        {
            // After they have left, a connection may end in any way; before, none may.
            if (!_left.IsCancellationRequested) listener.Ended($"{fault.GetType().Name}: {fault.Message}");
        }
    }
}
