using CometGateway.Configuration;

namespace CometGateway.Lifetime;

/// <summary>How many sessions there are, in all and for each client address.</summary>
internal sealed class SessionLimits
{
    private readonly AddressCounter _addresses = new();
    private int _count;

    public int Count => Volatile.Read(ref _count);

    /// <summary>Takes a place, or says why there is none. Every place taken is given back by <see cref="Leave"/>.</summary>
    public Refusal? TryEnter(AddressKey address, LimitSettings limits)
    {
        if (Interlocked.Increment(ref _count) > limits.Sessions)
        {
            Interlocked.Decrement(ref _count);
            return Refusal.SessionsFull(limits.Sessions);
        }

        if (_addresses.TryAdd(address, limits.SessionsPerAddress)) return null;
        Interlocked.Decrement(ref _count);
        return Refusal.SessionsOfAddressFull(limits.SessionsPerAddress);
    }

    public void Leave(AddressKey address)
    {
        _addresses.Remove(address);
        Interlocked.Decrement(ref _count);
    }
}
