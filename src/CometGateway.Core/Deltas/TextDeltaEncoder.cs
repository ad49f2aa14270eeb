namespace CometGateway.Core.Deltas;

/// <summary>
/// Finds what the new text can copy from the old one. It works on the bytes of UTF-8, whatever the language: a copy is cut to whole characters when
/// it is taken. Common ends first; where the texts part, a look around (<see cref="TextResync"/>); where that finds little, an index over the old text.
/// </summary>
internal ref struct TextDeltaEncoder
{
    // Copies found through the index that are shorter gain nothing over an insert, and would only lead astray.
    private const int ShortestFar = 24;
    private const int MaxCandidates = 8;
    private const int FewCandidates = 2;

    // How much further a better copy is looked for once one is found.
    private const int Lookahead = 32;
    private const int ShortLookahead = 16;

    // How far a copy may reach back over what was already decided; without a bound, periodic texts would be compared again and again.
    private const int MaxBack = 1024;

    // A stretch nearby that is so long is right without asking the index.
    private const int Certain = 256;
    private const int MostTrust = 64;

    // Vector operations and probes allowed for each byte of both texts. Edits in place need a fraction of one, a full re-sort two or three.
    private const int WorkPerByte = 4;

    // Steps for each byte of the new text so far, past which less is looked at: short rows filled with one letter all have much in common, and no
    // candidate is then much better than another.
    private const int Pace = 6;

    private readonly ReadOnlySpan<byte> _from;
    private readonly ReadOnlySpan<byte> _to;
    private readonly int _start;
    private readonly int _end;
    private readonly int _limit;
    private readonly long _maxWork;

    private TextCopies _copies = new();
    private TextBlockIndex _index;
    private bool _hasIndex;
    private long _work;

    // How many more short stretches nearby are believed, and how many after the next time that the index knew nothing better.
    private int _trust = 4;
    private int _nextTrust = 4;

    public TextDeltaEncoder(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to, int limit)
    {
        _from = from;
        _to = to;
        _limit = limit;
        _maxWork = 4096 + (WorkPerByte * ((long)from.Length + to.Length));
        _start = from.CommonPrefixLength(to);
        while (!TextEnds.IsBoundary(to, _start)) _start--;
        _end = to.Length - TextEnds.CommonEnd(from[_start..], to[_start..]);
        while (!TextEnds.IsBoundary(to, _end)) _end++;
    }

    /// <summary>The copies, once <see cref="Run"/> is done.</summary>
    public readonly ReadOnlySpan<TextCopy> Copies => _copies.Items;

    /// <summary>Steps of work done: vector operations and probes of the index.</summary>
    public readonly long Work => _work;

    public void Run()
    {
        _copies.Add(new(0, 0, _start), _to);
        var (old, fresh) = (_start, _start);
        while (fresh < _end && _copies.LeastBytes(fresh) <= (long)_limit + MaxBack && Next(old, fresh) is { Length: > 0 } copy)
        {
            (old, fresh) = (copy.OldEnd, copy.NewEnd);
            _copies.Add(WholeCharacters(copy), _to);
        }

        _copies.Add(new(_from.Length - (_to.Length - _end), _end, _to.Length - _end), _to);
    }

    public readonly void Return()
    {
        _copies.Return();
        if (_hasIndex) _index.Return();
    }

    private TextCopy Next(int old, int fresh)
    {
        if (_work > _maxWork) return default;
        var near = TextResync.Find(_from, old, _to, fresh, _end, ref _work);
        if (near.Length >= Certain || (near.Length > 0 && _trust-- > 0) || !IndexPays()) return near;

        var far = Search(fresh, near);
        if (far.Length > 0 && far != near)
        {
            (_trust, _nextTrust) = (0, 1);
            return far;
        }

        _trust = _nextTrust = Math.Min(MostTrust, _nextTrust * 2);
        return near;
    }

    private bool IndexPays()
    {
        if (_hasIndex) return true;
        var inserted = _end - _start;
        if (inserted < ShortestFar) return false;

        // For a small insert not all of a large text is worth indexing: what was replaced, and some of what is around it.
        var around = 4096 + (16 * (long)inserted);
        var start = (int)Math.Max(0, _start - around);
        var end = (int)Math.Min(_from.Length, _from.Length - (_to.Length - _end) + around);
        _index = new(_from, start, end);
        _work += (end - start) / TextBlockIndex.Block;
        return _hasIndex = true;
    }

    /// <summary>The best copy through the index that begins at or shortly after <paramref name="fresh"/>, or <paramref name="near"/> when none is better.</summary>
    private TextCopy Search(int fresh, TextCopy near)
    {
        var best = near;
        // Past this the delta is over its limit whatever is found.
        var hopeless = (long)fresh + _limit + MaxBack - _copies.LeastBytes(fresh);
        var last = Math.Min(_end - TextBlockIndex.Block, hopeless);
        var isLate = _work > 4096 + (_from.Length / TextBlockIndex.Block) + (Pace * (long)(fresh - _start));
        var (tries, lookahead) = isLate ? (FewCandidates, ShortLookahead) : (MaxCandidates, Lookahead);
        if (near.Length > 0) last = Math.Min(last, near.New + lookahead);
        var step = 1;
        for (var at = fresh; at <= last && _work <= _maxWork; at += step)
        {
            _work++;
            var found = best;
            Candidates(at, fresh, tries, ref best);
            if (best == found)
            {
                // Texts with nothing in common are passed over faster, in odd steps: sooner or later they meet every remainder by the block size.
                if (step < 7 && at - fresh > step * 1024) step += 2;
                continue;
            }

            if (best.Length >= TextResync.Sure) break;
            if (found.Length == 0) last = Math.Min(last, at + lookahead);
        }

        return best;
    }

    private void Candidates(int at, int fresh, int tries, ref TextCopy best)
    {
        var block = _to.Slice(at, TextBlockIndex.Block);
        for (var place = _index.First(block); place >= 0 && tries > 0; place = _index.After(place), tries--)
        {
            _work++;
            if ((place - at == best.Diagonal && at < best.NewEnd) || !_from.Slice(place, TextBlockIndex.Block).SequenceEqual(block)) continue;
            var found = Extended(place, at);
            if (found.Length >= ShortestFar && (best.Length == 0 || found.Score(fresh) > best.Score(fresh))) best = found;
        }
    }

    private TextCopy Extended(int old, int fresh)
    {
        var forth = _from[old..].CommonPrefixLength(_to[fresh.._end]);
        var most = Math.Min(MaxBack, Math.Min(old, fresh - _start));
        var back = TextEnds.CommonEnd(_from.Slice(old - most, most), _to.Slice(fresh - most, most));
        _work += 2 + ((forth + back) / 32);
        return new(old - back, fresh - back, forth + back);
    }

    private readonly TextCopy WholeCharacters(TextCopy copy)
    {
        var (start, end) = (copy.New, copy.NewEnd);
        while (start < end && !TextEnds.IsBoundary(_to, start)) start++;
        while (end > start && !TextEnds.IsBoundary(_to, end)) end--;
        return new(copy.Old + start - copy.New, start, end - start);
    }
}
