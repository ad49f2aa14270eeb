namespace CometGateway.Transports;

/// <summary>A list that takes no memory of its own while it holds one item, as nearly all do that there are thousands of.</summary>
internal struct OneOrMany<T>
    where T : class
{
    // The item itself, or a list of items.
    private object? _held;

    public readonly int Count => _held switch { null => 0, T => 1, _ => ((List<T>)_held).Count };

    public readonly T this[int index] => _held is List<T> list ? list[index] : index == 0 && _held is T one ? one : throw new ArgumentOutOfRangeException(nameof(index));

    public void Add(T item)
    {
        if (_held is null) _held = item;
        else if (_held is List<T> list) list.Add(item);
        else _held = new List<T> { (T)_held, item };
    }

    /// <summary>False when it is not there.</summary>
    public bool Remove(T item)
    {
        if (_held is List<T> list) return list.Remove(item);
        if (!ReferenceEquals(_held, item)) return false;
        _held = null;
        return true;
    }
}
