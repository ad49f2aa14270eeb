using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace CometGateway.Core.Deltas;

/// <summary>The keys of a list's items, as they stand between the quotes of a JSON string with no more escapes than JSON asks for. Rented memory.</summary>
internal sealed class ItemKeys(int capacity) : IDisposable
{
    private const int DigestBytes = 12;

    // Of a content's key in base64url, with `~` and how many of the same there have been.
    private const int IdLength = 16;
    private const int RepeatLength = 8;

    private readonly RentedBytes _bytes = new(Math.Max(64, capacity * 8));
    private readonly int[] _ends = ArrayPool<int>.Shared.Rent(Math.Max(1, capacity));

    public int Count { get; private set; }

    /// <summary>All keys, one behind the other.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.Written;

    public ReadOnlySpan<byte> this[int index] => Bytes[Start(index).._ends[index]];

    public int Start(int index) => index == 0 ? 0 : _ends[index - 1];

    public int End(int index) => _ends[index];

    public void Clear()
    {
        _bytes.CutTo(0);
        Count = 0;
    }

    /// <param name="key">What it says, in UTF-8.</param>
    public void Add(ReadOnlySpan<byte> key)
    {
        TextEscape.Add(key, _bytes);
        _ends[Count++] = _bytes.Length;
    }

    /// <summary>The digits of a number and not its value, as an id may be longer than a double can tell; false for what is no key.</summary>
    public bool TryAdd(ReadOnlySpan<byte> value)
    {
        if (value[0] is not ((byte)'"' or (byte)'-' or (>= (byte)'0' and <= (byte)'9'))) return false;
        if (value[0] == '"') value = value[1..^1];
        if (value.Contains((byte)'\\'))
        {
            if (JsonName.Decode(value) is not { } text) return false;
            value = JsonName.Encode(text);
        }

        _bytes.Add(value);
        _ends[Count++] = _bytes.Length;
        return true;
    }

    public bool AreDistinct()
    {
        var numbers = new SpanTable(Bytes, [], Count);
        for (var k = 0; k < Count; k++) numbers.Add(isInTo: false, Start(k), End(k));
        numbers.Dispose();
        return numbers.Count == Count;
    }

    /// <summary>For each item a key of what it holds; `~` is no letter of base64url, so a repeat cannot have the key of other content.</summary>
    public void AddContents(ReadOnlySpan<byte> text, JsonItems items)
    {
        Clear();
        var room = _bytes.Room(items.Count * (IdLength + RepeatLength));
        var repeats = ArrayPool<int>.Shared.Rent(Math.Max(1, items.Count));
        repeats.AsSpan().Clear();
        var ids = new SpanTable(room, [], items.Count);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        var at = 0;
        for (var k = 0; k < items.Count; k++)
        {
            SHA256.HashData(items[k].Of(text), digest);
            Base64Url.EncodeToUtf8(digest[..DigestBytes], room[at..]);
            var count = ++repeats[ids.Add(isInTo: false, at, at + IdLength)];
            at += IdLength;
            if (count > 1)
            {
                room[at++] = (byte)'~';
                Utf8Formatter.TryFormat(count, room[at..], out var digits);
                at += digits;
            }

            _ends[Count++] = at;
        }

        _bytes.Added(at);
        ids.Dispose();
        ArrayPool<int>.Shared.Return(repeats);
    }

    public void Dispose()
    {
        _bytes.Dispose();
        ArrayPool<int>.Shared.Return(_ends);
    }
}
