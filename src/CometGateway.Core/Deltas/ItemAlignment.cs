using System.Buffers;

namespace CometGateway.Core.Deltas;

/// <summary>Which item of an old array each item of the new one was, and which of them kept their order.</summary>
internal sealed class ItemAlignment : IDisposable
{
    private readonly int[] _sources;
    private readonly bool[] _inPlace;
    private readonly bool[] _kept;

    public ItemAlignment(int fromCount, int toCount)
    {
        (FromCount, ToCount) = (fromCount, toCount);
        _sources = ArrayPool<int>.Shared.Rent(Math.Max(1, toCount));
        _inPlace = ArrayPool<bool>.Shared.Rent(Math.Max(1, toCount));
        _kept = ArrayPool<bool>.Shared.Rent(Math.Max(1, fromCount));
        Reset();
    }

    public int FromCount { get; }

    public int ToCount { get; }

    /// <summary>The old index of the new item, or -1 when it was added.</summary>
    public int SourceOf(int indexInTo) => _sources[indexInTo];

    /// <summary>It was there before, and its order among all of those did not change.</summary>
    public bool IsInPlace(int indexInTo) => _inPlace[indexInTo];

    /// <summary>The old item is some new item's source.</summary>
    public bool IsKept(int indexInFrom) => _kept[indexInFrom];

    /// <summary>By the first of the members that all items have, once each.</summary>
    /// <param name="names">Names of members, best first.</param>
    public bool TryByKey(ReadOnlySpan<byte> fromText, ReadOnlySpan<byte> toText, ReadOnlySpan<JsonItem> from, ReadOnlySpan<JsonItem> to, IReadOnlyList<byte[]> names)
    {
        foreach (var name in names)
        {
            if (KeyIn(fromText, from[0], name) is null || KeyIn(toText, to[0], name) is null) continue;
            if (TryByKey(fromText, toText, from, to, name))
            {
                IncreasingRun.Mark(Sources, InPlace);
                return true;
            }

            Reset();
        }

        return false;
    }

    /// <summary>By equal bytes; and what stands between the same neighbours in both is taken for the same item edited.</summary>
    public void ByContent(ReadOnlySpan<byte> fromText, ReadOnlySpan<byte> toText, ReadOnlySpan<JsonItem> from, ReadOnlySpan<JsonItem> to)
    {
        var numbers = ArrayPool<int>.Shared.Rent(FromCount + ToCount);
        var old = numbers.AsSpan(0, FromCount);
        var now = numbers.AsSpan(FromCount, ToCount);
        var contents = new SpanTable(fromText, toText, FromCount + ToCount);
        for (var k = 0; k < FromCount; k++) old[k] = contents.Add(isInTo: false, from[k].Start, from[k].End);
        for (var k = 0; k < ToCount; k++) now[k] = contents.Add(isInTo: true, to[k].Start, to[k].End);
        if (!CommonRun.TryMark(old, now, Sources))
        {
            // Too different for that: equal ones are matched in their order wherever they stand, and some of them have moved.
            MatchOccurrences(old, now, contents.Count);
        }

        contents.Dispose();
        ArrayPool<int>.Shared.Return(numbers);
        IncreasingRun.Mark(Sources, InPlace);
        foreach (var source in Sources)
        {
            if (source >= 0) _kept[source] = true;
        }

        PairBetween();
    }

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_sources);
        ArrayPool<bool>.Shared.Return(_inPlace);
        ArrayPool<bool>.Shared.Return(_kept);
    }

    private Span<int> Sources => _sources.AsSpan(0, ToCount);

    private Span<bool> InPlace => _inPlace.AsSpan(0, ToCount);

    private void Reset()
    {
        Sources.Fill(-1);
        InPlace.Clear();
        _kept.AsSpan(0, FromCount).Clear();
    }

    private bool TryByKey(ReadOnlySpan<byte> fromText, ReadOnlySpan<byte> toText, ReadOnlySpan<JsonItem> from, ReadOnlySpan<JsonItem> to, byte[] name)
    {
        var keys = new SpanTable(fromText, toText, FromCount + ToCount);
        try
        {
            for (var k = 0; k < FromCount; k++)
            {
                if (KeyIn(fromText, from[k], name) is not { } key || keys.Add(isInTo: false, key.Value, key.End) != k) return false;
            }

            var isNew = FromCount;
            for (var k = 0; k < ToCount; k++)
            {
                if (KeyIn(toText, to[k], name) is not { } key) return false;
                var number = keys.Add(isInTo: true, key.Value, key.End);
                if (number == isNew)
                {
                    isNew++;
                    continue;
                }

                if (number >= FromCount || _kept[number]) return false;
                (_sources[k], _kept[number]) = (number, true);
            }

            return true;
        }
        finally
        {
            keys.Dispose();
        }
    }

    private static JsonMember? KeyIn(ReadOnlySpan<byte> text, JsonItem item, byte[] name) =>
        text[item.Start] == '{' && JsonMember.Find(text, item.Start, name) is { } key && text[key.Value] is not ((byte)'{' or (byte)'[') ? key : null;

    private void MatchOccurrences(ReadOnlySpan<int> old, ReadOnlySpan<int> now, int contents)
    {
        Sources.Fill(-1);
        var rented = ArrayPool<int>.Shared.Rent(contents + FromCount);
        // The first place of each content in the old array, and behind each place the next of the same.
        var first = rented.AsSpan(0, contents);
        var next = rented.AsSpan(contents, FromCount);
        first.Fill(-1);
        for (var k = FromCount - 1; k >= 0; k--) (next[k], first[old[k]]) = (first[old[k]], k);
        for (var k = 0; k < ToCount; k++)
        {
            var source = first[now[k]];
            if (source < 0) continue;
            (_sources[k], first[now[k]]) = (source, next[source]);
        }

        ArrayPool<int>.Shared.Return(rented);
    }

    private void PairBetween()
    {
        var (i, start) = (0, 0);
        for (var k = 0; k <= ToCount; k++)
        {
            if (k < ToCount && !_inPlace[k]) continue;
            var until = k < ToCount ? _sources[k] : FromCount;
            for (var j = start; j < k && i < until; j++)
            {
                if (_sources[j] >= 0) continue;
                while (i < until && _kept[i]) i++;
                if (i == until) break;
                (_sources[j], _inPlace[j], _kept[i]) = (i, true, true);
                i++;
            }

            (i, start) = (until + 1, k + 1);
        }
    }
}
