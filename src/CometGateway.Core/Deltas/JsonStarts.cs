using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace CometGateway.Core.Deltas;

/// <summary>A stack of places where members start, in rented memory; white space may stand before a name.</summary>
internal sealed class JsonStarts : IDisposable
{
    private int[] _places = ArrayPool<int>.Shared.Rent(256);

    public int Count { get; private set; }

    public void Push(int place)
    {
        if (Count == _places.Length) Grow();
        _places[Count++] = place;
    }

    /// <summary>Those behind each of the commas, one bit a byte from a place on.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void PushBehind(ulong commas, int from)
    {
        if (_places.Length - Count < JsonBlock.Length) Grow();
        for (; commas != 0; commas &= commas - 1) _places[Count++] = from + BitOperations.TrailingZeroCount(commas) + 1;
    }

    public void PopTo(int count) => Count = count;

    /// <summary>Those pushed since there were <paramref name="count"/>; good until the next push.</summary>
    public ReadOnlySpan<int> Since(int count) => _places.AsSpan(count, Count - count);

    public void Dispose() => ArrayPool<int>.Shared.Return(_places);

    private void Grow()
    {
        var larger = ArrayPool<int>.Shared.Rent(_places.Length * 2);
        _places.AsSpan(0, Count).CopyTo(larger);
        ArrayPool<int>.Shared.Return(_places);
        _places = larger;
    }
}
