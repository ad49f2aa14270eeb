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
                SettlePlaces();
                return true;
            }

            Reset();
        }

        return false;
    }

    /// <summary>By equal bytes.</summary>
    public void ByContent(ReadOnlySpan<byte> fromText, ReadOnlySpan<byte> toText, ReadOnlySpan<JsonItem> from, ReadOnlySpan<JsonItem> to)
    {
        var numbers = ArrayPool<int>.Shared.Rent(FromCount + ToCount);
        var old = numbers.AsSpan(0, FromCount);
        var now = numbers.AsSpan(FromCount, ToCount);
        var contents = new SpanTable(fromText, toText, FromCount + ToCount);
        for (var k = 0; k < FromCount; k++) old[k] = contents.Add(isInTo: false, from[k].Start, from[k].End);
        for (var k = 0; k < ToCount; k++) now[k] = contents.Add(isInTo: true, to[k].Start, to[k].End);
        if (!CommonRun.TryMark(old, now, Sources)) Sources.Fill(-1);
        foreach (var source in Sources)
        {
            if (source >= 0) _kept[source] = true;
        }

        MatchOccurrences(old, now, contents.Count);
        contents.Dispose();
        ArrayPool<int>.Shared.Return(numbers);
        SettlePlaces();
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

    /// <summary>Equal ones that are not in the common run have moved, and are matched in their order wherever they stand.</summary>
    private void MatchOccurrences(ReadOnlySpan<int> old, ReadOnlySpan<int> now, int contents)
    {
        var rented = ArrayPool<int>.Shared.Rent(contents + FromCount);
        // The first place of each content in the old array, and behind each place the next of the same.
        var first = rented.AsSpan(0, contents);
        var next = rented.AsSpan(contents, FromCount);
        first.Fill(-1);
        for (var k = FromCount - 1; k >= 0; k--)
        {
            if (!_kept[k]) (next[k], first[old[k]]) = (first[old[k]], k);
        }

        for (var k = 0; k < ToCount; k++)
        {
            if (_sources[k] >= 0 || first[now[k]] is not (>= 0 and var source)) continue;
            (_sources[k], _kept[source], first[now[k]]) = (source, true, next[source]);
        }

        ArrayPool<int>.Shared.Return(rented);
    }

    private void SettlePlaces()
    {
        IncreasingRun.Mark(Sources, InPlace);
        PairBetween();
    }

    /// <summary>What has no match and stands between the same neighbours in both is taken for one item edited.</summary>
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
