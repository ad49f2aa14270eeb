namespace CometGateway.Lifetime;

/// <summary>Counts something per client address and holds it to a limit. Addresses with nothing take no memory.</summary>
internal sealed class AddressCounter
{
    private readonly Dictionary<AddressKey, int> _counts = [];
    private readonly Lock _gate = new();

    public bool TryAdd(AddressKey address, int limit)
    {
        lock (_gate)
        {
            var count = _counts.GetValueOrDefault(address);
            if (count >= limit) return false;
            _counts[address] = count + 1;
            return true;
        }
    }

    public void Remove(AddressKey address)
    {
        lock (_gate)
        {
            var count = _counts[address] - 1;
            if (count == 0) _counts.Remove(address);
            else _counts[address] = count;
        }
    }
}
