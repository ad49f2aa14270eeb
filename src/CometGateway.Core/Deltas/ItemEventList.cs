using System.Collections;

namespace CometGateway.Core.Deltas;

/// <summary>Events of items in one piece of memory, as one by one they would take more than the items themselves.</summary>
/// <param name="bytes">The data of all, before each a byte that says its kind.</param>
/// <param name="ends">Where the data of each ends.</param>
internal sealed class ItemEventList(byte[] bytes, int[] ends) : IReadOnlyList<DeltaEvent>
{
    private static readonly string[] _names = ["reset", "added", "changed", "removed"];

    public int Count => ends.Length;

    public DeltaEvent this[int index]
    {
        get
        {
            var start = index == 0 ? 0 : ends[index - 1];
            return new(_names[bytes[start]], bytes.AsMemory((start + 1)..ends[index]));
        }
    }

    public static int NameLength(ItemEventKind kind) => _names[(int)kind].Length;

    public IEnumerator<DeltaEvent> GetEnumerator()
    {
        for (var k = 0; k < Count; k++) yield return this[k];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
