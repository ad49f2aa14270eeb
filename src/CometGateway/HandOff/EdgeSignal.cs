using System.Threading.Tasks.Sources;

namespace CometGateway.HandOff;

/// <summary>Remembers one edge for the one who waits for it. Set by one thread only; whoever waits goes on within <see cref="Set"/>.</summary>
internal sealed class EdgeSignal : IValueTaskSource
{
    private const int Quiet = 0, IsSet = 1, IsAwaited = 2;

    private ManualResetValueTaskSourceCore<bool> _source;
    private int _state;

    public void Set()
    {
        if (Interlocked.CompareExchange(ref _state, IsSet, Quiet) != IsAwaited) return;
        Volatile.Write(ref _state, Quiet);
        _source.SetResult(true);
    }

    public ValueTask WaitAsync()
    {
        _source.Reset();
        if (Interlocked.CompareExchange(ref _state, IsAwaited, Quiet) == Quiet) return new(this, _source.Version);
        // With a full barrier: what is tried next must not be tried before an edge that comes now is remembered.
        Interlocked.Exchange(ref _state, Quiet);
        return ValueTask.CompletedTask;
    }

    void IValueTaskSource.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}
