using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;

namespace CometGateway.Core.Deltas;

/// <summary>Finds blocks of a text by their hash: every sixteenth byte of the text begins a block. Rents; must be returned.</summary>
internal readonly struct TextBlockIndex
{
    public const int Block = 16;

    private readonly int[] _heads;
    private readonly int[] _next;
    private readonly int _start;
    private readonly int _shift;

    /// <param name="start">Where the first block begins.</param>
    /// <param name="end">Before which the last block ends.</param>
    public TextBlockIndex(ReadOnlySpan<byte> text, int start, int end)
    {
        var blocks = (end - start) / Block;
        var bits = BitOperations.Log2((uint)blocks | 15) + 1;
        _start = start;
        _shift = 64 - bits;
        _heads = ArrayPool<int>.Shared.Rent(1 << bits);
        _next = ArrayPool<int>.Shared.Rent(blocks + 1);
        _heads.AsSpan(0, 1 << bits).Clear();

        // Backwards, so that the first of equal blocks is found first. Of a run of equal blocks only the last is kept: all others are reached by extending.
        var lastSlot = -1;
        for (var block = blocks; block > 0; block--)
        {
            var slot = Slot(text.Slice(start + ((block - 1) * Block), Block));
            if (slot == lastSlot) continue;
            lastSlot = slot;
            _next[block] = _heads[slot];
            _heads[slot] = block;
        }
    }

    /// <summary>The first place whose block may be the same as this one; negative when there is none.</summary>
    public int First(ReadOnlySpan<byte> block) => Place(_heads[Slot(block)]);

    /// <summary>The next place after one that was found.</summary>
    public int After(int place) => Place(_next[((place - _start) / Block) + 1]);

    public void Return()
    {
        ArrayPool<int>.Shared.Return(_heads);
        ArrayPool<int>.Shared.Return(_next);
    }

    private int Place(int block) => block == 0 ? -1 : _start + ((block - 1) * Block);

    private int Slot(ReadOnlySpan<byte> block)
    {
        var mixed = (BinaryPrimitives.ReadUInt64LittleEndian(block) * 0x9E3779B97F4A7C15)
            ^ (BinaryPrimitives.ReadUInt64LittleEndian(block[8..]) * 0xC2B2AE3D27D4EB4F);
        return (int)(((mixed ^ (mixed >> 29)) * 0x9E3779B97F4A7C15) >> _shift);
    }
}
