using CometGateway.Benchmarks.Processes;

namespace CometGateway.Benchmarks.Servers;

/// <summary>A server that takes one body by POST and sends it to every stream of one resource.</summary>
internal abstract class FanOutServer : IAsyncDisposable
{
    public abstract int Port { get; }

    public virtual string SubscribePath => "/sub";

    public virtual int PublishPort => Port;

    public virtual string PublishPath => "/pub";

    /// <summary>Whether bodies are published in Pushpin's envelope.</summary>
    public virtual bool IsGrip => false;

    /// <summary>How many streams may be under way to being open at once.</summary>
    public virtual int Opening => 256;

    /// <summary>All processes that count as the server.</summary>
    public virtual IReadOnlyList<int> Processes => [.. Roots.SelectMany(ProcessTree.Of)];

    protected abstract IEnumerable<int> Roots { get; }

    /// <summary>Has the server give back what it no longer uses, where it can be asked.</summary>
    public virtual Task CollectAsync() => Task.CompletedTask;

    public abstract ValueTask DisposeAsync();
}
