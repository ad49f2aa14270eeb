using System.Buffers;

namespace CometGateway.HandOff;

/// <summary>Sends what lies in several pieces of memory with one call.</summary>
internal static unsafe class Gather
{
    /// <summary>More than these go with the next call.</summary>
    private const int MostPieces = 16;

    /// <returns>How many bytes went, or an errno, negated.</returns>
    public static int Send(int descriptor, ReadOnlySequence<byte> bytes)
    {
        if (bytes.IsSingleSegment) return Libc.Send(descriptor, bytes.FirstSpan);
        var pieces = stackalloc Libc.Piece[MostPieces];
        var pins = new MemoryHandle[MostPieces];
        var count = 0;
        try
        {
            foreach (var memory in bytes)
            {
                if (count == MostPieces) break;
                if (memory.IsEmpty) continue;
                pins[count] = memory.Pin();
                pieces[count] = new((byte*)pins[count].Pointer, memory.Length);
                count++;
            }

            return Libc.Send(descriptor, pieces, count);
        }
        finally
        {
            for (var i = 0; i < count; i++) pins[i].Dispose();
        }
    }
}
