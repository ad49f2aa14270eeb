using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CometGateway.Core.Deltas;

internal ref partial struct JsonPatchDiff
{
    /// <summary>No more names are compared with all others one by one; beyond, it is cheaper to number them all.</summary>
    private const int MostCompared = 8;

    /// <summary>Whether each name that was gone to means one member of the object.</summary>
    /// <param name="end">The closing bracket in the old text.</param>
    private readonly bool AreAlone(int end, int starts, int told) =>
        AreSeenOnce(_told.Since(told), _starts.Since(starts)) || ObjectNames.AreDistinct(_from, NamesBefore(end, starts));

    private readonly bool AreSeenOnce(ReadOnlySpan<(int Start, int End)> told, ReadOnlySpan<int> starts)
    {
        if (told.Length > MostCompared) return false;
        foreach (var (start, end) in told)
        {
            if (!IsSeenOnce(start - 1, end + 1, starts)) return false;
        }

        return true;
    }

    /// <summary>Whether a name stands once. False also where that is not seen at a glance: a vector holds no more, or an escape may be another way to write it.</summary>
    /// <param name="start">Its opening quote.</param>
    /// <param name="end">Behind its closing quote.</param>
    private readonly bool IsSeenOnce(int start, int end, ReadOnlySpan<int> starts)
    {
        if (end - start > Vector128<byte>.Count || _from.Length - start < Vector128<byte>.Count) return false;
        ref var text = ref MemoryMarshal.GetReference(_from);
        var name = Vector128.LoadUnsafe(ref text, (nuint)start);
        var (whole, found, last) = ((1u << (end - start)) - 1, 0, _from.Length - Vector128<byte>.Count);
        // They ascend.
        if (starts[^1] > last) return false;
        foreach (var place in starts)
        {
            var at = place;
            if (Unsafe.Add(ref text, at) <= ' ' && (at = SkipFrom(at)) > last) return false;
            var other = Vector128.LoadUnsafe(ref text, (nuint)at);
            if (Vector128.EqualsAny(other, Vector128.Create((byte)'\\')))
            {
                var closing = Vector128.Equals(other, Vector128.Create((byte)'"')).ExtractMostSignificantBits() & ~1u;
                // One that goes on behind the vector without an escape up to there is longer, however it is written.
                if ((Vector128.Equals(other, Vector128.Create((byte)'\\')).ExtractMostSignificantBits() & (closing - 1) & ~closing) != 0) return false;
            }

            if ((Vector128.Equals(other, name).ExtractMostSignificantBits() & whole) == whole) found++;
        }

        return found == 1;
    }

    /// <summary>The names of an object's members that stand before a place; good until it is called again.</summary>
    private readonly ReadOnlySpan<(int Start, int End)> NamesBefore(int place, int starts)
    {
        _names.PopTo(0);
        foreach (var start in _starts.Since(starts))
        {
            var name = SkipFrom(start);
            if (name >= place) break;
            _names.Push(name + 1, JsonScan.EndOfString(_from, name) - 1);
        }

        return _names.Since(0);
    }
}
