using System.Collections.Concurrent;
using System.ComponentModel;
using System.IO.Pipelines;

namespace CometGateway.HandOff;

/// <summary>
/// One thread that waits for many descriptors. A descriptor is closed on this thread and between two waits, so that an event is
/// never taken for one of a newer descriptor with the same number. As a scheduler it runs what it is given on its own thread.
/// </summary>
internal sealed partial class EpollLoop : PipeScheduler, IDisposable
{
    private const int BatchSize = 512;

    private readonly int _epoll = Checked(Libc.NewEpoll());
    private readonly int _wake = Checked(Libc.NewEvent());
    private readonly ConcurrentQueue<(Action<object?> Action, object? State)> _work = [];
    private readonly Lock _gate = new();
    private readonly ILogger _logger;
    private IEpollTarget?[] _targets = new IEpollTarget?[1024];
    private int _isWoken;
    private bool _isStopping;
    private bool _isClosed;

    public EpollLoop(ILogger logger, int index)
    {
        _logger = logger;
        Checked(Libc.Control(_epoll, EpollChange.Add, _wake, EpollEvents.Readable));
        using (ExecutionContext.SuppressFlow())
        {
            new Thread(Run) { IsBackground = true, Name = $"comet-descriptors-{index}" }.Start();
        }
    }

    /// <summary>Events of the descriptor go to the target from now on.</summary>
    /// <exception cref="Win32Exception">The system has no room for one more (fs.epoll.max_user_watches, memory).</exception>
    public void Add(int descriptor, IEpollTarget target, EpollEvents events)
    {
        Set(descriptor, target);
        var answer = Libc.Control(_epoll, EpollChange.Add, descriptor, events);
        if (answer >= 0) return;
        Set(descriptor, null);
        throw new Win32Exception(-answer);
    }

    /// <summary>The descriptor has another owner. What is so already is told again.</summary>
    public void Change(int descriptor, IEpollTarget target, EpollEvents events)
    {
        Set(descriptor, target);
        Checked(Libc.Control(_epoll, EpollChange.Change, descriptor, events));
    }

    /// <summary>The descriptor leaves the loop, still open. On the loop's thread.</summary>
    public void Remove(int descriptor)
    {
        Set(descriptor, null);
        _ = Libc.Control(_epoll, EpollChange.Remove, descriptor, EpollEvents.None);
    }

    /// <summary>Runs it on the loop's thread, after the events that are there.</summary>
    public override void Schedule(Action<object?> action, object? state)
    {
        _work.Enqueue((action, state));
        if (Interlocked.Exchange(ref _isWoken, 1) != 0) return;
        lock (_gate)
        {
            // The number may belong to somebody else by now.
            if (!_isClosed) Libc.Signal(_wake);
        }
    }

    /// <summary>Ends the thread; what is still registered is never told of anything again.</summary>
    public void Dispose() => Schedule(static loop => ((EpollLoop)loop!)._isStopping = true, this);

    private static int Checked(int answer) => answer >= 0 ? answer : throw new Win32Exception(-answer);

    private void Set(int descriptor, IEpollTarget? target)
    {
        lock (_gate)
        {
            if (descriptor >= _targets.Length)
            {
                var larger = new IEpollTarget?[Math.Max(descriptor + 1, _targets.Length * 2)];
                _targets.CopyTo(larger, 0);
                _targets = larger;
            }

            _targets[descriptor] = target;
        }
    }

    private void Run()
    {
        var batch = new EpollBatch(BatchSize);
        while (!_isStopping)
        {
            var count = Libc.Wait(_epoll, batch);
            if (count < 0 && count != Libc.Interrupted) throw new Win32Exception(-count);
            for (var i = 0; i < count; i++)
            {
                var (descriptor, events) = batch[i];
                if (descriptor == _wake) Libc.Settle(_wake);
                else Tell(descriptor, events);
            }

            Interlocked.Exchange(ref _isWoken, 0);
            for (var left = _work.Count; left > 0 && _work.TryDequeue(out var work); left--) Do(work.Action, work.State);
            // What came meanwhile waits for the next round, behind the events.
            if (!_work.IsEmpty) Libc.Signal(_wake);
        }

        lock (_gate)
        {
            _isClosed = true;
            // Nobody else would: their streams have left the server's hands.
            for (var i = 0; i < _targets.Length; i++)
            {
                if (_targets[i] is DescriptorWriter) Libc.Close(i);
            }

            Libc.Close(_epoll);
            Libc.Close(_wake);
        }
    }

    private void Tell(int descriptor, EpollEvents events)
    {
        try
        {
            Volatile.Read(ref _targets)[descriptor]?.OnEvents(events);
        }
        catch (Exception fault)
        {
            LogTargetFailed(fault);
        }
    }

    private void Do(Action<object?> action, object? state)
    {
        try
        {
            action(state);
        }
        catch (Exception fault)
        {
            LogTargetFailed(fault);
        }
    }
}
