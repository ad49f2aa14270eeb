using System.Runtime.InteropServices;

namespace CometGateway.HandOff;

/// <summary>Room for what one wait brings.</summary>
internal sealed class EpollBatch(int capacity)
{
    /// <summary>Where the data is within an entry: the kernel packs the structure on x86-64 and nowhere else.</summary>
    public static readonly int Data = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;

    /// <summary>Bytes of an entry.</summary>
    public static readonly int Stride = Data + 8;

    public int Capacity => capacity;

    public byte[] Bytes { get; } = new byte[capacity * Stride];

    public (int Descriptor, EpollEvents Events) this[int index]
    {
        get
        {
            var entry = Bytes.AsSpan(index * Stride);
            return (MemoryMarshal.Read<int>(entry[Data..]), MemoryMarshal.Read<EpollEvents>(entry));
        }
    }
}
