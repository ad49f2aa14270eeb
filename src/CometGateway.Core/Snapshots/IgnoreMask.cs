using System.Buffers;
using System.Text.Json;

namespace CometGateway.Core.Snapshots;

/// <summary>
/// Takes the values that pointers name out of a JSON text and leaves every other byte as it was. An ignored member goes with its name and one comma;
/// what is left is the text that a serialiser would have written had the member never been there, so its presence does not count either.
/// </summary>
internal ref struct IgnoreMask
{
    private readonly ReadOnlySpan<byte> _json;
    private readonly ArrayBufferWriter<byte> _output;
    private readonly Level[] _levels;
    private Utf8JsonReader _reader;

    // The first byte that is neither copied nor dropped, and the end of the last token.
    private int _position;
    private int _previousEnd;

    private IgnoreMask(ReadOnlySpan<byte> json, IReadOnlyList<IgnorePointer> pointers)
    {
        _json = json;
        _output = new(Math.Max(1, json.Length));
        _levels = [.. Enumerable.Range(0, pointers.Max(pointer => pointer.Length) + 1).Select(_ => new Level())];
        _levels[0].Pointers.AddRange(pointers);

        // The reader keeps one bit per level of nesting: depth costs nothing, and a limit would only refuse what a site may send.
        _reader = new(json, new JsonReaderOptions { MaxDepth = int.MaxValue });
    }

    /// <summary>The masked text, or null when <paramref name="json"/> is not exactly one JSON text.</summary>
    public static ReadOnlyMemory<byte>? Of(ReadOnlySpan<byte> json, IReadOnlyList<IgnorePointer> pointers)
    {
        try
        {
            return new IgnoreMask(json, pointers).Run();
        }
        catch (Exception invalid) when (invalid is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a name that is no Unicode text, such as half a surrogate pair, can be read but not compared.
            return null;
        }
    }

    private ReadOnlyMemory<byte> Run()
    {
        var depth = -1;
        while (_reader.Read())
        {
            if (_reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
                Close(_levels[depth--]);
            else if (depth < 0)
                depth = Enter(depth);
            else
                depth = Member(depth);

            _previousEnd = (int)_reader.BytesConsumed;
        }

        CopyTo(_json.Length);
        return _output.WrittenMemory;
    }

    private int Member(int depth)
    {
        var level = _levels[depth];
        var start = (int)_reader.TokenStartIndex;
        var ignored = Match(level, _levels[depth + 1].Pointers, depth);
        if (_reader.TokenType == JsonTokenType.PropertyName)
            _reader.Read();

        if (ignored)
        {
            _reader.Skip();
            Drop(level, start);
            return depth;
        }

        Keep(level, start);
        return Enter(depth);
    }

    /// <summary>Is the member ignored, and if not, which pointers reach further into it?</summary>
    private readonly bool Match(Level level, List<IgnorePointer> further, int depth)
    {
        further.Clear();
        var isName = _reader.TokenType == JsonTokenType.PropertyName;
        var index = level.NextIndex++;
        foreach (var pointer in level.Pointers)
        {
            if (!(isName ? pointer.Matches(depth, in _reader) : pointer.Matches(depth, index)))
                continue;
            if (pointer.Length == depth + 1)
                return true;

            further.Add(pointer);
        }

        return false;
    }

    // Only containers that a pointer reaches into are walked, so the nesting that costs anything is that of the pointers, not of the body.
    private int Enter(int depth)
    {
        if (_reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
            return depth;

        var level = _levels[depth + 1];
        if (level.Pointers.Count == 0)
        {
            _reader.Skip();
            return depth;
        }

        level.Start = (int)_reader.BytesConsumed;
        level.FirstGap = null;
        level.HasKept = false;
        level.NextIndex = 0;
        return depth + 1;
    }

    private void Drop(Level level, int memberStart)
    {
        CopyTo(_previousEnd);
        if (!level.HasKept)
            level.FirstGap ??= _previousEnd..memberStart;
        _position = (int)_reader.BytesConsumed;
    }

    private void Keep(Level level, int memberStart)
    {
        // The first that is kept stands where the first that was dropped stood: after its white space and without a comma.
        if (!level.HasKept && level.FirstGap is { } gap)
        {
            _output.Write(_json[gap]);
            _position = memberStart;
        }

        level.HasKept = true;
    }

    private void Close(Level level)
    {
        if (level.HasKept)
            return;

        // Nothing is left: `{ }` and `{}` must not differ by how the dropped members were laid out.
        CopyTo(Math.Max(_position, level.Start));
        _position = (int)_reader.TokenStartIndex;
    }

    private void CopyTo(int end)
    {
        _output.Write(_json[_position..end]);
        _position = end;
    }

    private sealed class Level
    {
        public List<IgnorePointer> Pointers { get; } = [];

        public int Start { get; set; }

        public Range? FirstGap { get; set; }

        public bool HasKept { get; set; }

        public int NextIndex { get; set; }
    }
}
