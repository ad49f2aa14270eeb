using System.Collections.Concurrent;
using CometGateway.Configuration;
using CometGateway.Core.Deltas;
using CometGateway.Diagnostics;
using CometGateway.Lifetime;
using CometGateway.Resources;
using CometGateway.Transports;

namespace CometGateway.Routing;

/// <summary>The URLs of one connection that carries many: opens each by itself, and lets go of all of them at the end.</summary>
internal sealed class Connection(HttpContext context, SlotDispatch dispatch, CometSettings settings, AddressKey address, string transport, CometMetrics metrics)
{
    private readonly ConcurrentDictionary<string, Opened> _opened = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _over = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
    private StreamSession? _session;
    private SessionShard? _shard;
    private int _untold;

    /// <summary>URLs that are open or being opened, and refusals that the client has not taken yet.</summary>
    public int Count => _opened.Count + Volatile.Read(ref _untold);

    /// <summary>To be called when the session has been given to a shard, before anything is opened.</summary>
    public void Start(StreamSession session, SessionShard shard) => (_session, _shard) = (session, shard);

    /// <summary>Why the last of its URLs that had none got no stream; null while there is none.</summary>
    public Refusal? LastRefusal { get; private set; }

    /// <summary>One more URL is going to be opened.</summary>
    public void Expect() => _session!.Expect();

    /// <summary>Opens a URL for a slot that the session awaits. Whatever becomes of it is told on the connection.</summary>
    public async Task OpenAsync(SlotUrl url, Slot slot, EventForm? events)
    {
        var place = new Opened();
        if (!_opened.TryAdd(slot.Url, place))
        {
            Refuse(slot, new(409, "twice", "This URL is open already", "A connection carries a URL once."));
            return;
        }

        try
        {
            var answer = await dispatch.SendAsync(context, url, new(transport, slot.Has, events, settings, address), _over.Token);
            if (answer.Attached is not { } attached) CloseAs(slot, answer.Refusal!);
            else Admit(slot, place, attached.Resource, answer.Parameters!);
        }
        catch (OperationCanceledException) when (_over.IsCancellationRequested)
        {
            // The connection is over, and its lifelines have been let go.
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // A middleware of the application may throw anything; what it says may quote the request.
            CloseAs(slot, new(500, "failed", "This URL could not be opened", $"The application's pipeline threw {fault.GetType().Name}."));
        }
    }

    /// <summary>Closes a URL; it may then be opened again.</summary>
    public void Close(string url)
    {
        if (!_opened.TryRemove(url, out var place)) return;
        if (place.Subscriber is { } subscriber) _shard!.Post(ShardWorkKind.Drop, subscriber);
        place.Release();
    }

    public void Refuse(Slot slot, Refusal refusal)
    {
        metrics.Refused(refusal.Code);
        LastRefusal = refusal;
        Interlocked.Increment(ref _untold);
        _shard!.Post(ShardWorkKind.Refuse, new Notice(_session!, slot, ErrorData.LineOf(refusal), () => Interlocked.Decrement(ref _untold)));
    }

    /// <summary>The session is over: lets go of everything, also of what is still being opened.</summary>
    public void End()
    {
        _over.Cancel();
        foreach (var url in _opened.Keys)
        {
            if (_opened.TryRemove(url, out var place)) place.Release();
        }

        _over.Dispose();
    }

    private void Admit(Slot slot, Opened place, WatchedResource resource, StreamParameters parameters)
    {
        var framing = new Framing(LineWire.Instance, parameters.Events);
        resource.Broadcast.Prepare(parameters.Since, framing);
        var subscriber = new Subscriber(resource.Broadcast, parameters.Since, framing, slot);
        if (!place.Keep(resource, subscriber)) return;
        slot.Subscriber = subscriber;
        _shard!.Post(ShardWorkKind.Admit, new Admission(_session!, subscriber));
    }

    private void CloseAs(Slot slot, Refusal refusal)
    {
        _opened.TryRemove(slot.Url, out _);
        Refuse(slot, refusal);
    }

    /// <summary>What a URL holds, so that it is let go once and only once, whoever comes first.</summary>
    private sealed class Opened
    {
        private readonly Lock _gate = new();
        private WatchedResource? _resource;
        private bool _isReleased;

        public Subscriber? Subscriber { get; private set; }

        /// <summary>False when it was released meanwhile; the resource has then been let go.</summary>
        public bool Keep(WatchedResource resource, Subscriber subscriber)
        {
            lock (_gate)
            {
                (_resource, Subscriber) = (resource, subscriber);
                if (!_isReleased) return true;
            }

            resource.Lifeline.Detach();
            return false;
        }

        public void Release()
        {
            lock (_gate)
            {
                if (_isReleased) return;
                _isReleased = true;
            }

            _resource?.Lifeline.Detach();
        }
    }
}
