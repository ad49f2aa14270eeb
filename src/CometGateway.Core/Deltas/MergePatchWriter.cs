namespace CometGateway.Core.Deltas;

/// <summary>Writes one merge patch. Names and values are copied as they are written in the two texts, so that numbers keep their digits.</summary>
internal sealed class MergePatchWriter(int limit) : IDisposable
{
    private readonly RentedBytes _patch = new(4096);

    public int Length => _patch.Length;

    public byte[] ToArray() => _patch.Written.ToArray();

    public void Open() => _patch.Add((byte)'{');

    public void Close() => _patch.Add((byte)'}');

    /// <summary>Starts a member that is an object. The result is for <see cref="CloseOrForget"/>.</summary>
    /// <param name="name">As it is written, without its quotes.</param>
    public (int Start, int Value) OpenMember(ReadOnlySpan<byte> name)
    {
        var start = Length;
        PutName(name);
        Open();
        return (start, Length);
    }

    /// <summary>Ends the object; with nothing in it, only white space and order have changed, and it is not said at all.</summary>
    public void CloseOrForget((int Start, int Value) opened)
    {
        if (Length > opened.Value) Close();
        else _patch.CutTo(opened.Start);
    }

    /// <summary>False when that is more than the limit.</summary>
    public bool TryPut(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        // The names of objects are not counted until something in them is: until then they may be taken back.
        PutName(name);
        if (Length + (long)value.Length > limit) return false;
        _patch.Add(value);
        return true;
    }

    public void Dispose() => _patch.Dispose();

    private void PutName(ReadOnlySpan<byte> name)
    {
        if (_patch.Written[^1] != '{') _patch.Add((byte)',');
        _patch.Add((byte)'"');
        _patch.Add(name);
        _patch.Add("\":"u8);
    }
}
