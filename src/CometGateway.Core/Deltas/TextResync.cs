using System.Numerics;
using System.Runtime.Intrinsics;

namespace CometGateway.Core.Deltas;

/// <summary>
/// Where two texts go on together shortly after they part, found without an index: a value edited in place, grown or shrunk by a few bytes,
/// or a stretch put in or taken out.
/// </summary>
internal static class TextResync
{
    /// <summary>No shorter stretch is taken for a sign that the texts go on together.</summary>
    public const int Shortest = 8;

    /// <summary>Long enough to be sure of it.</summary>
    public const int Sure = 64;

    // How far a value may shift, how far an edit in place may reach, and how far a whole stretch is looked for.
    private const int MaxShift = 16;
    private const int MaxInPlace = 96;
    private const int MaxPutIn = 512;
    private const int MaxTakenOut = 2048;

    /// <summary>The best stretch near the place where <paramref name="from"/> at <paramref name="old"/> differs from <paramref name="to"/> at <paramref name="fresh"/>; of no length when there is none.</summary>
    /// <param name="end">Where to stop in the new text.</param>
    public static TextCopy Find(ReadOnlySpan<byte> from, int old, ReadOnlySpan<byte> to, int fresh, int end, ref long work)
    {
        to = to[..end];
        TextCopy best = default;
        for (var far = 0; far < MaxInPlace && best.Length == 0; far += Vector256<byte>.Count - Shortest)
            Consider(from, old + far, to, fresh + far, fresh, ref best, ref work);
        if (best.Length >= Sure) return best;

        for (var shift = 1; shift <= MaxShift; shift++)
        {
            Consider(from, old + shift, to, fresh, fresh, ref best, ref work);
            Consider(from, old, to, fresh + shift, fresh, ref best, ref work);
        }

        if (best.Length >= Sure) return best;
        PutIn(from, old, to, fresh, ref best, ref work);
        TakenOut(from, old, to, fresh, ref best, ref work);
        return best;
    }

    private static void PutIn(ReadOnlySpan<byte> from, int old, ReadOnlySpan<byte> to, int fresh, ref TextCopy best, ref long work)
    {
        if (from.Length - old < TextBlockIndex.Block) return;
        var window = to.Slice(fresh, Math.Min(MaxPutIn, to.Length - fresh));
        work += window.Length / Vector256<byte>.Count;
        var at = window.IndexOf(from.Slice(old, TextBlockIndex.Block));
        if (at >= 0) Take(from, old, to, fresh + at, fresh, ref best, ref work);
    }

    private static void TakenOut(ReadOnlySpan<byte> from, int old, ReadOnlySpan<byte> to, int fresh, ref TextCopy best, ref long work)
    {
        if (to.Length - fresh < TextBlockIndex.Block) return;
        var window = from.Slice(old, Math.Min(MaxTakenOut, from.Length - old));
        work += window.Length / Vector256<byte>.Count;
        var at = window.IndexOf(to.Slice(fresh, TextBlockIndex.Block));
        if (at >= 0) Take(from, old + at, to, fresh, fresh, ref best, ref work);
    }

    private static void Consider(ReadOnlySpan<byte> from, int old, ReadOnlySpan<byte> to, int fresh, int start, ref TextCopy best, ref long work)
    {
        work++;
        var at = FirstRun(from, old, to, fresh);
        if (at >= 0) Take(from, old + at, to, fresh + at, start, ref best, ref work);
    }

    private static void Take(ReadOnlySpan<byte> from, int old, ReadOnlySpan<byte> to, int fresh, int start, ref TextCopy best, ref long work)
    {
        var length = from[old..].CommonPrefixLength(to[fresh..]);
        work += 1 + (length / Vector256<byte>.Count);
        var found = new TextCopy(old, fresh, length);
        if (best.Length == 0 || found.Score(start) > best.Score(start)) best = found;
    }

    // The first of eight equal bytes in a row within the next 32, or -1.
    private static int FirstRun(ReadOnlySpan<byte> from, int old, ReadOnlySpan<byte> to, int fresh)
    {
        var room = Math.Min(from.Length - old, to.Length - fresh);
        if (room < Shortest) return -1;
        var equal = room >= Vector256<byte>.Count
            ? Vector256.Equals(Vector256.Create(from[old..]), Vector256.Create(to[fresh..])).ExtractMostSignificantBits()
            : EqualOneByOne(from.Slice(old, room), to.Slice(fresh, room));
        equal &= equal >> 1;
        equal &= equal >> 2;
        equal &= equal >> 4;
        return equal == 0 ? -1 : BitOperations.TrailingZeroCount(equal);
    }

    private static uint EqualOneByOne(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        var equal = 0u;
        for (var i = 0; i < one.Length; i++)
            if (one[i] == other[i]) equal |= 1u << i;
        return equal;
    }
}
