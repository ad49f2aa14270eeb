using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CometGateway.Core.Deltas;

/// <summary>A stack of places where members start, in rented memory; white space may stand before a name.</summary>
internal sealed class JsonStarts : IDisposable
{
    private int[] _places = ArrayPool<int>.Shared.Rent(2048);

    public int Count { get; private set; }

    public void Push(int place)
    {
        if (Count == _places.Length) Grow();
        _places[Count++] = place;
    }

    /// <summary>Those behind each of the commas in blocks, one bit a byte from a place on.</summary>
    public void PushBehind(ReadOnlySpan<ulong> commas, int from)
    {
        if (_places.Length - Count < commas.Length * JsonBlock.Length) Grow();
        ref var places = ref MemoryMarshal.GetArrayDataReference(_places);
        var count = Count;
        foreach (var block in commas)
        {
            var pushed = BitOperations.PopCount(block);
            // Written also where there is none, as whether there is one could not be predicted.
            Unsafe.Add(ref places, count) = from + BitOperations.TrailingZeroCount(block) + 1;
            if (pushed > 1) PushMany(ref places, count, block, from);
            count += pushed;
            from += JsonBlock.Length;
        }

        Count = count;
    }

    /// <summary>The same of a group of blocks (<see cref="JsonBlockGroup"/>) of which none has more than one comma.</summary>
    /// <param name="blocks">How many blocks have one.</param>
    public void PushBehindOneEach(ref ulong commas, int blocks, int from)
    {
        if (!Avx512CD.IsSupported)
        {
            PushBehind(MemoryMarshal.CreateReadOnlySpan(ref commas, JsonBlockGroup.Length), from);
            return;
        }

        if (_places.Length - Count < JsonBlockGroup.Length) Grow();
        var bits = Vector512.LoadUnsafe(ref commas);
        var places = Vector512.Create((ulong)from + JsonBlock.Length) + (Vector512<ulong>.Indices * JsonBlock.Length) - Avx512CD.LeadingZeroCount(bits);
        var own = Avx512F.Compress(Vector512<ulong>.Zero, ~Vector512.Equals(bits, Vector512<ulong>.Zero), places);
        Avx512F.ConvertToVector256Int32(own).StoreUnsafe(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_places), Count));
        Count += blocks;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void PushMany(ref int places, int count, ulong commas, int from)
    {
        for (; commas != 0; commas &= commas - 1) Unsafe.Add(ref places, count++) = from + BitOperations.TrailingZeroCount(commas) + 1;
    }

    public int Last => _places[Count - 1];

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
