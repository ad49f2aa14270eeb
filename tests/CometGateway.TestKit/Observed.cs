using System.Text;

namespace CometGateway.TestKit;

/// <summary>What a test has seen so far, in order. Waiting is driven by what arrives, not by polling.</summary>
public sealed class Observed<T>(string name, Func<T, string>? describe = null)
{
    private const int DumpedItems = 60;
    private readonly Lock _gate = new();
    private readonly List<T> _items = [];
    private TaskCompletionSource _grown = NewSignal();
    private string? _ended;

    public int Count
    {
        get
        {
            lock (_gate) return _items.Count;
        }
    }

    /// <summary>A copy: what arrives later does not change it.</summary>
    public IReadOnlyList<T> Items
    {
        get
        {
            lock (_gate) return [.. _items];
        }
    }

    /// <summary>Null while more may come, else why no more will.</summary>
    public string? EndReason
    {
        get
        {
            lock (_gate) return _ended;
        }
    }

    public void Add(T item)
    {
        TaskCompletionSource grown;
        lock (_gate)
        {
            _items.Add(item);
            grown = Interlocked.Exchange(ref _grown, NewSignal());
        }

        grown.SetResult();
    }

    /// <summary>Nothing more will come: waits that are not satisfied fail now instead of at their deadline.</summary>
    public void End(string reason)
    {
        TaskCompletionSource grown;
        lock (_gate)
        {
            _ended ??= reason;
            grown = Interlocked.Exchange(ref _grown, NewSignal());
        }

        grown.SetResult();
    }

    public void Clear()
    {
        lock (_gate) _items.Clear();
    }

    /// <summary>The first item that matches, whether it is here already or still to come.</summary>
    /// <exception cref="WaitFailedException">No such item within <paramref name="within"/>, or before the end.</exception>
    public async Task<T> FirstAsync(Func<T, bool> match, string what, TimeSpan? within = null)
    {
        T? found = default;
        await UntilAsync(
            items =>
            {
                foreach (var item in items)
                {
                    if (!match(item)) continue;
                    found = item;
                    return true;
                }

                return false;
            },
            what,
            within);
        return found!;
    }

    /// <summary>Waits until the items so far satisfy a condition, and returns them.</summary>
    /// <exception cref="WaitFailedException">They do not within <paramref name="within"/>, or before the end.</exception>
    public async Task<IReadOnlyList<T>> UntilAsync(Func<IReadOnlyList<T>, bool> condition, string what, TimeSpan? within = null)
    {
        var patience = within ?? Patience.Default;
        using var deadline = new CancellationTokenSource(patience);
        while (true)
        {
            IReadOnlyList<T> items;
            Task grown;
            string? ended;
            lock (_gate)
            {
                items = [.. _items];
                grown = _grown.Task;
                ended = _ended;
            }

            if (condition(items)) return items;
            if (ended is not null) throw new WaitFailedException($"{name}: ended ({ended}) before {what}.\n{Dump()}");
            try
            {
                await grown.WaitAsync(deadline.Token);
            }
            catch (OperationCanceledException reason)
            {
                throw new WaitFailedException($"{name}: not within {patience.TotalSeconds:0.###} s: {what}.\n{Dump()}", reason);
            }
        }
    }

    /// <summary>The last items, one per line.</summary>
    public string Dump()
    {
        var items = Items;
        var text = new StringBuilder().Append(name).Append(": ").Append(items.Count).AppendLine(" seen");
        if (items.Count > DumpedItems) text.Append("  (the first ").Append(items.Count - DumpedItems).AppendLine(" left out)");
        foreach (var item in items.Skip(items.Count - DumpedItems))
            text.Append("  ").AppendLine(describe?.Invoke(item) ?? item?.ToString());
        return text.ToString();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
