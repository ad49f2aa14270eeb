namespace CometGateway.Transports;

/// <summary>
/// Keeps what all sessions of a resource share, each thing made at most once: by whoever needs it first, while others who need the same one wait.
/// What is forgotten to keep within the bound can be made again.
/// </summary>
/// <param name="maxBytes">Greatest sum of what is kept; what was made last is kept whatever its size.</param>
internal sealed class MadeOnce(long maxBytes)
{
    private readonly Dictionary<FrameKey, Kept> _kept = [];
    private readonly Lock _keeping = new();
    private long _bytes;
    private long _made;

    /// <summary>Bytes of all that is kept.</summary>
    public long Bytes
    {
        get
        {
            lock (_keeping) return _bytes;
        }
    }

    /// <summary>Whether it is made already, and need not be waited for.</summary>
    public bool Has(FrameKey key)
    {
        lock (_keeping) return _kept.TryGetValue(key, out var kept) && kept.Made.IsValueCreated;
    }

    /// <summary>Null where nobody has asked for it yet.</summary>
    public T? Find<T>(FrameKey key)
        where T : class
    {
        Kept? kept;
        lock (_keeping) _kept.TryGetValue(key, out kept);
        return (T?)kept?.Made.Value;
    }

    /// <param name="make">May make others that are kept here, and none that waits for this one.</param>
    /// <param name="bytes">What it takes of the bound.</param>
    public T? Get<T>(FrameKey key, Func<T?> make, Func<T, long> bytes)
        where T : class
    {
        Kept? kept;
        lock (_keeping)
        {
            if (!_kept.TryGetValue(key, out kept)) _kept.Add(key, kept = new(() => Counted(key, make(), bytes)));
        }

        try
        {
            // Not under the lock of all, as it may take a while.
            return (T?)kept.Made.Value;
        }
        catch (Exception)
        {
            // No memory for it, perhaps: the next who asks tries again.
            lock (_keeping) Forget(key);
            throw;
        }
    }

    public void Retain(Func<FrameKey, bool> isWanted)
    {
        lock (_keeping)
        {
            foreach (var key in _kept.Keys)
            {
                if (!isWanted(key)) Forget(key);
            }
        }
    }

    private T? Counted<T>(FrameKey key, T? made, Func<T, long> bytes)
        where T : class
    {
        lock (_keeping)
        {
            // Forgotten while it was made: those who wait for it are its last readers.
            if (made is null || !_kept.TryGetValue(key, out var kept)) return made;
            var size = bytes(made);
            _bytes += size - kept.Bytes;
            (kept.Bytes, kept.Number) = (size, _made++);
            while (_bytes > maxBytes && _bytes > kept.Bytes) Forget(_kept.Where(other => other.Value.Bytes > 0 && other.Key != key).MinBy(Worth).Key);
        }

        return made;
    }

    /// <summary>Events go before frames, which their readers come for again, and the older before the newer.</summary>
    private static (bool, long) Worth(KeyValuePair<FrameKey, Kept> entry) => (entry.Key.Kind != FrameKind.Events, entry.Value.Number);

    private void Forget(FrameKey key)
    {
        if (_kept.Remove(key, out var kept)) _bytes -= kept.Bytes;
    }

    private sealed class Kept(Func<object?> make)
    {
        /// <summary>The order in which they were made.</summary>
        public long Number { get; set; }

        public Lazy<object?> Made { get; } = new(make);

        public long Bytes { get; set; }
    }
}
