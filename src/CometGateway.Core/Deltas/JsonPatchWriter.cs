using System.Buffers;
using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CometGateway.Core.Deltas;

/// <summary>
/// Writes the operations of a JSON Patch, and keeps the JSON Pointer of the place that is being compared. What would go over the roof
/// is not written: <see cref="IsFull"/> then says so until the patch is cut back.
/// </summary>
internal sealed class JsonPatchWriter : IDisposable
{
    // An operation besides its pointers and its value.
    private const int Frame = 48;

    private readonly int _roof;
    private byte[] _patch;
    private byte[] _path = ArrayPool<byte>.Shared.Rent(256);
    private int _pathLength;

    /// <param name="roof">Longest patch, in bytes.</param>
    public JsonPatchWriter(int roof)
    {
        _roof = roof;
        _patch = ArrayPool<byte>.Shared.Rent(Math.Min(roof, 4096) + Frame);
        _patch[0] = (byte)'[';
        Length = 1;
    }

    /// <summary>Bytes written; the closing bracket is not among them.</summary>
    public int Length { get; private set; }

    public bool IsFull { get; private set; }

    /// <summary>The pointer as it stands in an operation, inside quotes.</summary>
    public ReadOnlySpan<byte> Path => _path.AsSpan(0, _pathLength);

    public byte[] ToArray()
    {
        Reserve(1);
        _patch[Length] = (byte)']';
        return _patch.AsSpan(0, Length + 1).ToArray();
    }

    /// <summary>Forgets what was written after <paramref name="length"/>.</summary>
    public void CutTo(int length) => (Length, IsFull) = (length, false);

    /// <summary>Goes down to an item. The result is for <see cref="Up"/>.</summary>
    public int Down(int index)
    {
        var before = _pathLength;
        EnsurePath(12);
        _path[_pathLength++] = (byte)'/';
        Utf8Formatter.TryFormat(index, _path.AsSpan(_pathLength), out var digits);
        _pathLength += digits;
        return before;
    }

    /// <summary>Goes down to a member.</summary>
    /// <param name="start">Where its name stands in the document, behind the opening quote.</param>
    /// <param name="end">The closing quote.</param>
    /// <param name="before">For <see cref="Up"/>.</param>
    /// <returns>False when no pointer can say the name, as it is no Unicode text.</returns>
    public bool TryDown(ReadOnlySpan<byte> text, int start, int end, out int before)
    {
        before = _pathLength;
        return TryDownShort(text, start, end - start) || TryDown(text[start..end], out before);
    }

    /// <summary>The same, of a name by itself.</summary>
    public bool TryDown(ReadOnlySpan<byte> name, out int before)
    {
        before = _pathLength;
        if (name.ContainsAny((byte)'\\', (byte)'~', (byte)'/')) return TryDownEscaped(name);
        EnsurePath(name.Length + 1);
        _path[_pathLength++] = (byte)'/';
        name.CopyTo(_path.AsSpan(_pathLength));
        _pathLength += name.Length;
        return true;
    }

    public void Up(int before) => _pathLength = before;

    public void Replace(ReadOnlySpan<byte> value) => Write("{\"op\":\"replace\",\"path\":\""u8, value);

    public void Add(ReadOnlySpan<byte> value) => Write("{\"op\":\"add\",\"path\":\""u8, value);

    public void Remove()
    {
        if (!Begin(Frame + _pathLength)) return;
        Append("{\"op\":\"remove\",\"path\":\""u8);
        Append(Path);
        Append("\"}"u8);
    }

    /// <summary>From one index of the array that is being compared to another.</summary>
    public void Move(int from, int to)
    {
        if (!Begin(Frame + (2 * (_pathLength + 12)))) return;
        Append("{\"op\":\"move\",\"from\":\""u8);
        AppendItem(from);
        Append("\",\"path\":\""u8);
        AppendItem(to);
        Append("\"}"u8);
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_patch);
        ArrayPool<byte>.Shared.Return(_path);
    }

    private void Write(ReadOnlySpan<byte> head, ReadOnlySpan<byte> value)
    {
        if (!Begin(Frame + _pathLength + value.Length)) return;
        Append(head);
        Append(Path);
        Append("\",\"value\":"u8);
        Append(value);
        Append("}"u8);
    }

    private bool Begin(int size)
    {
        // The frame's allowance is more than any operation needs, so a patch that fits its roof to the byte may be taken for full.
        if (IsFull || Length + size - Frame > _roof)
        {
            IsFull = true;
            return false;
        }

        Reserve(size + 1);
        if (Length > 1) _patch[Length++] = (byte)',';
        return true;
    }

    private void AppendItem(int index)
    {
        Append(Path);
        _patch[Length++] = (byte)'/';
        Utf8Formatter.TryFormat(index, _patch.AsSpan(Length), out var digits);
        Length += digits;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_patch.AsSpan(Length));
        Length += bytes.Length;
    }

    private void Reserve(int more)
    {
        if (_patch.Length - Length < more) _patch = Grown(_patch, Length, Length + more);
    }

    private void EnsurePath(int more)
    {
        if (_path.Length - _pathLength < more) _path = Grown(_path, _pathLength, _pathLength + more);
    }

    private static byte[] Grown(byte[] buffer, int used, int needed)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, buffer.Length * 2));
        buffer.AsSpan(0, used).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    // Most names are short and have nothing to escape: they are looked at and written in one go.
    private bool TryDownShort(ReadOnlySpan<byte> text, int start, int length)
    {
        if (length > Vector128<byte>.Count || text.Length - start < Vector128<byte>.Count) return false;
        var name = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(text), (nuint)start);
        var special = Vector128.Equals(name, Vector128.Create((byte)'\\')) | Vector128.Equals(name, Vector128.Create((byte)'~')) | Vector128.Equals(name, Vector128.Create((byte)'/'));
        if ((special.ExtractMostSignificantBits() & ((1u << length) - 1)) != 0) return false;
        EnsurePath(1 + Vector128<byte>.Count);
        _path[_pathLength] = (byte)'/';
        name.CopyTo(_path, _pathLength + 1);
        _pathLength += 1 + length;
        return true;
    }

    // As in a pointer (RFC 6901 §3) and then as in a JSON string. What the document wrote as an escape may be a `/` or a `~`.
    private bool TryDownEscaped(ReadOnlySpan<byte> name)
    {
        if (JsonName.Decode(name) is not { } text) return false;
        var pointer = text.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
        var encoded = JsonName.Encode(pointer);
        EnsurePath(encoded.Length + 1);
        _path[_pathLength++] = (byte)'/';
        encoded.CopyTo(_path.AsSpan(_pathLength));
        _pathLength += encoded.Length;
        return true;
    }
}
