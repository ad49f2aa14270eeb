using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CometGateway.Core.Deltas;

/// <summary>
/// A window of blocks that follow each other in a JSON text, in rented memory. Each is read once, and serves whoever comes to its members
/// or items from then on: a walk looks again into what holds a difference. It leads forward; who goes back behind the window reads again.
/// </summary>
internal ref struct JsonBlocks
{
    private const int None = -1;

    // How deep the window begins: more than any walk leads out.
    private const uint Outset = 1 << 30;
    private const int Most = 240;

    // Of the window's blocks all opening brackets, then all closing ones, all commas, and how deep each begins; a group may go beyond the last.
    private const int Closes = Most + JsonBlockGroup.Length;
    private const int Commas = 2 * Closes;
    private const int Depths = 3 * Closes;
    private const int Parting = 4 * Closes;

    private readonly ReadOnlySpan<byte> _text;
    private readonly ReadOnlySpan<byte> _other;
    private readonly ulong[] _rented = ArrayPool<ulong>.Shared.Rent(Parting + JsonBlockGroup.Length);
    private JsonStrings _strings;
    private int _start;
    private int _count;

    // What is found of the stretch that is being walked.
    private JsonStarts? _starts;
    private int _begin;
    private int _passed;

    // From where to where the texts are known to be the same, whether they differ there, and how much further on the same stands in the other.
    private int _agree;
    private int _same;
    private bool _differs;
    private int _shift;

    public JsonBlocks(ReadOnlySpan<byte> text, ReadOnlySpan<byte> other)
    {
        _text = text;
        _other = other;
        Horizon = text.Length;
        Restart(0);
    }

    private readonly ref ulong Blocks => ref MemoryMarshal.GetArrayDataReference(_rented);

    public readonly void Dispose() => ArrayPool<ulong>.Shared.Return(_rented);

    /// <summary>Nothing of the text beyond this place is compared: what changed places is followed by what is not its own.</summary>
    public int Horizon
    {
        readonly get;
        set
        {
            field = value;
            // What is known of the texts ends at the horizon that was.
            _same = None;
        }
    }

    /// <summary>How far both texts go on with the same bytes within one object or array.</summary>
    /// <param name="at">Where a member or an item starts, or the closing bracket.</param>
    /// <param name="otherAt">The same in the other text.</param>
    /// <param name="starts">Gets the places behind all commas that part members.</param>
    public JsonStretch Stretch(int at, int otherAt, JsonStarts? starts = null)
    {
        (_begin, _passed, _starts) = (at, 0, starts);
        if (at < _start || at > _start + (_count * JsonBlock.Length) || at >= _start + (Most * JsonBlock.Length)) Restart(at);
        if (otherAt - at != _shift || at < _agree || at > _same) (_shift, _agree, _same, _differs) = (otherAt - at, at, at, false);
        var before = starts?.Count ?? 0;
        var close = Walk(at);
        return new(_begin, starts is null ? _passed : starts.Count - before, _same, close);
    }

    /// <summary>Whether both texts are known already to go on with the same bytes for so long.</summary>
    public readonly bool AreKnownToAgree(int at, int otherAt, int length) => otherAt - at == _shift && at >= _agree && _same - at >= length;

    /// <summary>Notes the commas on the way, and returns the place of the closing bracket.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Walk(int at)
    {
        var (k, from) = ((at - _start) / JsonBlock.Length, ulong.MaxValue << (at - _start));
        ReadTo(k + 1);
        if (_same == at) return None;
        var level = Depth(k, ~from);
        if (_same - _start < (k + 1) * JsonBlock.Length) return PartLast(k, from, level);
        if (Part(k++, from, ulong.MaxValue, level) is >= 0 and var near) return near;
        while (true)
        {
            if (k == Most)
            {
                GoOn();
                k = 0;
            }

            ReadTo(k + 1);
            var end = (_same - _start) / JsonBlock.Length;
            if (k == end) return PartLast(k, ulong.MaxValue, level);
            if (PartGroups(k, end, level) is >= 0 and var close) return close;
            k = end;
        }
    }

    /// <summary>Looks at the block in which they differ.</summary>
    private int PartLast(int k, ulong from, ulong level) => (_same - _start) % JsonBlock.Length == 0 ? None : Part(k, from, ~(ulong.MaxValue << (_same - _start)), level);

    /// <summary>Looks at whole blocks, up to another.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int PartGroups(int k, int end, ulong level)
    {
        ref var parting = ref Unsafe.Add(ref Blocks, Parting);
        var passed = 0;
        for (; k < end; k += JsonBlockGroup.Length)
        {
            ref var blocks = ref Unsafe.Add(ref Blocks, k);
            var count = Math.Min(JsonBlockGroup.Length, end - k);
            if (JsonBlockGroup.TryPart(ref blocks, ref Unsafe.Add(ref blocks, Closes), ref Unsafe.Add(ref blocks, Commas), ref Unsafe.Add(ref blocks, Depths), level, count, ref parting, out var some, out var many))
            {
                if (some == 0) continue;
                var place = _start + (k * JsonBlock.Length);
                if (_starts is not null)
                {
                    if (many) _starts.PushBehind(MemoryMarshal.CreateReadOnlySpan(ref parting, count), place);
                    else _starts.PushBehindOneEach(ref parting, BitOperations.PopCount(some), place);
                    _begin = _starts.Last;
                    continue;
                }

                var last = BitOperations.Log2(some);
                _begin = place + ((last + 1) * JsonBlock.Length) - BitOperations.LeadingZeroCount(Unsafe.Add(ref parting, last));
                passed += BitOperations.PopCount(some);
                if (many) passed += Many(ref parting, some);
                continue;
            }

            for (var each = k; each < k + count; each++)
            {
                if (Part(each, ulong.MaxValue, ulong.MaxValue, level) is not (>= 0 and var close)) continue;
                _passed += passed;
                return close;
            }
        }

        _passed += passed;
        return None;
    }

    /// <summary>How many more commas there are than blocks that have any.</summary>
    private static int Many(ref ulong parting, uint some)
    {
        var more = 0;
        for (; some != 0; some &= some - 1) more += BitOperations.PopCount(Unsafe.Add(ref parting, BitOperations.TrailingZeroCount(some))) - 1;
        return more;
    }

    /// <summary>Looks at those bytes of a block that are in both masks.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Part(int k, ulong from, ulong upTo, ulong level)
    {
        ref var block = ref Unsafe.Add(ref Blocks, k);
        var mask = from & upTo;
        var between = JsonBlock.Between(block & mask, Unsafe.Add(ref block, Closes) & mask, Unsafe.Add(ref block, Commas) & mask, (int)(Depth(k, ~from) - level), out var close);
        var place = _start + (k * JsonBlock.Length);
        if (between != 0)
        {
            _passed += BitOperations.PopCount(between);
            _begin = place + JsonBlock.Length - BitOperations.LeadingZeroCount(between);
            _starts?.PushBehind(new(in between), place);
        }

        return close < 0 ? None : place + close;
    }

    /// <summary>How deep it is behind those bytes of a block.</summary>
    private readonly ulong Depth(int k, ulong bytes)
    {
        ref var block = ref Unsafe.Add(ref Blocks, k);
        return Unsafe.Add(ref block, Depths) + (ulong)BitOperations.PopCount(block & bytes) - (ulong)BitOperations.PopCount(Unsafe.Add(ref block, Closes) & bytes);
    }

    private void Restart(int at)
    {
        (_start, _count, _strings) = (at, 0, default);
        (_agree, _same, _differs) = (at, at, false);
        Unsafe.Add(ref Blocks, Depths) = Outset;
    }

    /// <summary>Leaves the window behind, and begins the one that follows.</summary>
    private void GoOn()
    {
        (_start, _count) = (_start + (Most * JsonBlock.Length), 0);
        Unsafe.Add(ref Blocks, Depths) = Unsafe.Add(ref Blocks, Depths + Most);
    }

    /// <summary>Sees to it that so many blocks are known to be the same, or that the first byte that differs is known.</summary>
    private void ReadTo(int count)
    {
        if (!_differs && _same - _start < count * JsonBlock.Length) Read();
    }

    /// <summary>Goes on to the first byte that differs, or to the end of the window.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Read()
    {
        var end = Math.Min(Math.Max(Horizon, _same), _other.Length - _shift);
        var read = Math.Min(_start + (_count * JsonBlock.Length), end);
        // The rest of a block in which they differed before.
        if (_same < read && read - _same <= JsonBlock.Length && _start + (_count * JsonBlock.Length) == read && read + _shift >= JsonBlock.Length)
        {
            var same = JsonBlock.Same(ref Unsafe.Add(ref MemoryMarshal.GetReference(_text), read - JsonBlock.Length), ref Unsafe.Add(ref MemoryMarshal.GetReference(_other), read - JsonBlock.Length + _shift));
            _same = Math.Min(read, _same + BitOperations.TrailingZeroCount(~(same >> (JsonBlock.Length - (read - _same)))));
            _differs = _same < read;
        }
        else if (_same < read)
        {
            _same += _text[_same..read].CommonPrefixLength(_other[(_same + _shift)..]);
            _differs = _same < read;
        }

        if (!_differs && _count < Most) ReadNew(end);
        if (_same == end) _differs = true;
    }

    /// <summary>Reads blocks and compares them at the same time, as their bytes are then at hand.</summary>
    private void ReadNew(int end)
    {
        var (strings, same) = (_strings, ulong.MaxValue);
        ref var block = ref Unsafe.Add(ref Blocks, _count);
        ref var last = ref Unsafe.Add(ref Blocks, Math.Min(Most, (end - _start) / JsonBlock.Length));
        ref var bytes = ref Unsafe.Add(ref MemoryMarshal.GetReference(_text), _same);
        ref var others = ref Unsafe.Add(ref MemoryMarshal.GetReference(_other), _same + _shift);
        var depth = (uint)Unsafe.Add(ref block, Depths);
        if (Unsafe.IsAddressLessThan(ref block, ref last))
        {
            do
            {
                JsonBlock.FetchAhead(ref bytes);
                JsonBlock.FetchAhead(ref others);
                same = JsonBlock.Same(ref bytes, ref others);
                Store(new(ref bytes, ref strings), ref block, ref depth);
                bytes = ref Unsafe.Add(ref bytes, JsonBlock.Length);
                others = ref Unsafe.Add(ref others, JsonBlock.Length);
                block = ref Unsafe.Add(ref block, 1);
            }
            while (same == ulong.MaxValue && Unsafe.IsAddressLessThan(ref block, ref last));
        }

        var count = (int)(Unsafe.ByteOffset(ref Blocks, ref block) / sizeof(ulong));
        _same += (count - _count) * JsonBlock.Length;
        (_strings, _count) = (strings, count);
        if (same != ulong.MaxValue)
        {
            _same += BitOperations.TrailingZeroCount(~same) - JsonBlock.Length;
            _differs = true;
        }
        else if (count < Most && _same < end)
        {
            Store(JsonBlock.At(_text, _same, ref _strings), ref block, ref depth);
            _count++;
            _same += _text[_same..end].CommonPrefixLength(_other[(_same + _shift)..]);
            _differs = true;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(JsonBlock read, ref ulong block, ref uint depth)
    {
        block = read.Opens;
        Unsafe.Add(ref block, Closes) = read.Closes;
        Unsafe.Add(ref block, Commas) = read.Commas;
        depth += (uint)(BitOperations.PopCount(read.Opens) - BitOperations.PopCount(read.Closes));
        Unsafe.Add(ref block, Depths + 1) = depth;
    }
}
