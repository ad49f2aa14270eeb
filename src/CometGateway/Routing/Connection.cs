using System.Collections.Concurrent;
using CometGateway.Codings;
using CometGateway.Configuration;
using CometGateway.Core.Deltas;
using CometGateway.Diagnostics;
using CometGateway.Lifetime;
using CometGateway.Resources;
using CometGateway.Transports;

namespace CometGateway.Routing;

/// <summary>The URLs of one connection that carries many: opens each by itself, and lets go of all of them at the end.</summary>
internal sealed class Connection(HttpContext context, SlotDispatch dispatch, CometSettings settings, AddressKey address, string transport, StreamCoding? coding, CometMetrics metrics)
{
    private readonly ConcurrentDictionary<string, Opened> _opened = new(StringComparer.Ordinal);
    private readonly ConnectionRequest _request = SlotDispatch.RequestOf(context);
    private readonly CancellationTokenSource _over = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
    private readonly TaskCompletionSource _allBack = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private StreamSession? _session;
    private SessionShard? _shard;
    private int _untold;

    // The connection itself is one of them.
    private int _underWay = 1;

    /// <summary>URLs that are open or being opened, and refusals that the client has not taken yet.</summary>
    private int Count => _opened.Values.Count(place => !place.IsOver) + Volatile.Read(ref _untold);

    /// <summary>Whether it has no room for one more, counting those that were closed while they were being opened.</summary>
    public bool IsFull(int limit) => Count >= limit || Volatile.Read(ref _underWay) > limit;

    /// <summary>More refusals wait to be told than URLs are allowed: the client asks and does not read.</summary>
    public bool IsFlooded(int limit) => Volatile.Read(ref _untold) > limit;

    /// <summary>To be called when the session has been given to a shard, before anything is opened.</summary>
    public void Start(StreamSession session, SessionShard shard) => (_session, _shard) = (session, shard);

    /// <summary>Why the last of its URLs that had none got no stream; null while there is none.</summary>
    public Refusal? LastRefusal { get; private set; }

    /// <summary>One more URL is going to be opened.</summary>
    public void Expect() => _session!.Expect();

    /// <summary>Opens a URL for a slot that the session awaits. Whatever becomes of it is told on the connection. To be called by one thread at a time.</summary>
    public void Open(SlotUrl url, Slot slot, EventForm? events)
    {
        if (_over.IsCancellationRequested) return;
        if (_opened.TryGetValue(slot.Url, out var old) && old.IsOver) Release(slot.Url);
        // It has its place before this returns: the next message may be to close it, or the one too many.
        var place = new Opened();
        if (!_opened.TryAdd(slot.Url, place))
        {
            Refuse(slot, new(409, "twice", "This URL is open already", "A connection carries a URL once."));
            return;
        }

        Interlocked.Increment(ref _underWay);
        // The end may have let go of all that it saw before this one was there.
        if (_over.IsCancellationRequested)
        {
            Release(slot.Url);
            Back();
            return;
        }

        // On a task of its own: the pipeline may work for a while before it first waits.
        _ = Task.Run(() => OpenAsync(url, slot, events, place));
    }

    /// <summary>Closes a URL as the client wishes; it may then be opened again. The connection then waits for the client's next wish.</summary>
    public void Close(string url)
    {
        // One that is still being opened is awaited for ever.
        Release(url, Expect);
    }

    public void Refuse(Slot slot, Refusal refusal)
    {
        metrics.Refused(refusal.Code);
        LastRefusal = refusal;
        Interlocked.Increment(ref _untold);
        _shard!.Post(ShardWorkKind.Refuse, new Notice(_session!, slot, SessionFrames.Framed(SlotWire.Instance, coding, SlotWire.WithoutBraces(ErrorData.LineOf(refusal))), () => Interlocked.Decrement(ref _untold)));
    }

    /// <summary>
    /// The session is over: lets go of everything, and waits for what is still being opened, as that asks for the connection's address, and its server
    /// uses the object again.
    /// </summary>
    public async Task EndAsync()
    {
        await _over.CancelAsync();
        foreach (var url in _opened.Keys) Release(url);
        Back();
        await _allBack.Task;
        _over.Dispose();
    }

    private async Task OpenAsync(SlotUrl url, Slot slot, EventForm? events, Opened place)
    {
        try
        {
            var answer = await dispatch.SendAsync(_request, url, new(transport, slot.Has, events, settings, address), _over.Token);
            if (answer.Attached is { Resource: var resource }) Admit(slot, place, resource, answer.Parameters!);
            else CloseAs(slot, place, answer.Refusal!);
        }
        catch (OperationCanceledException) when (_over.IsCancellationRequested)
        {
            // The connection is over, and its lifelines have been let go.
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // A middleware of the application may throw anything; what it says may quote the request.
            CloseAs(slot, place, new(500, "failed", "This URL could not be opened", $"The application's pipeline threw {fault.GetType().Name}."));
        }
        finally
        {
            Back();
        }
    }

    private void Back()
    {
        if (Interlocked.Decrement(ref _underWay) == 0) _allBack.TrySetResult();
    }

    private void Admit(Slot slot, Opened place, WatchedResource resource, StreamParameters parameters)
    {
        var framing = Framing.Of(SlotWire.Instance, parameters.Events, coding);
        try
        {
            resource.Broadcast.Prepare(parameters.Since, framing);
        }
        catch (Exception)
        {
            resource.Lifeline.Detach();
            throw;
        }

        var subscriber = new Subscriber(resource.Broadcast, parameters.Since, framing, slot);
        place.Keep(resource, subscriber, () =>
        {
            slot.Subscriber = subscriber;
            _shard!.Post(ShardWorkKind.Admit, new Admission(_session!, subscriber));
        });
    }

    /// <summary>Nobody waits any more for what became of one that has been closed meanwhile.</summary>
    private void CloseAs(Slot slot, Opened place, Refusal refusal)
    {
        if (_opened.TryRemove(new(slot.Url, place))) Refuse(slot, refusal);
    }

    /// <param name="awaitNext">Called before the subscriber is dropped, where there is one.</param>
    private void Release(string url, Action? awaitNext = null)
    {
        if (!_opened.TryRemove(url, out var place) || place.Release() is not { } subscriber) return;
        awaitNext?.Invoke();
        _shard!.Post(ShardWorkKind.Drop, subscriber);
    }

    /// <summary>What a URL holds, so that it is let go once and only once, whoever comes first.</summary>
    private sealed class Opened
    {
        private readonly Lock _gate = new();
        private WatchedResource? _resource;
        private bool _isReleased;

        /// <summary>Null while it is being opened.</summary>
        public Subscriber? Subscriber { get; private set; }

        /// <summary>The client has been told that its resource is over.</summary>
        public bool IsOver => Subscriber is { IsOver: true };

        /// <summary>Lets the resource go at once when it was released meanwhile.</summary>
        /// <param name="admit">Tells the shard, before anybody can tell it to drop the subscriber.</param>
        public void Keep(WatchedResource resource, Subscriber subscriber, Action admit)
        {
            lock (_gate)
            {
                if (!_isReleased)
                {
                    (_resource, Subscriber) = (resource, subscriber);
                    admit();
                    return;
                }
            }

            resource.Lifeline.Detach();
        }

        /// <returns>The subscriber that is to be dropped; null where there is none yet.</returns>
        public Subscriber? Release()
        {
            lock (_gate)
            {
                if (_isReleased) return null;
                _isReleased = true;
            }

            _resource?.Lifeline.Detach();
            return Subscriber;
        }
    }
}
