using System.Buffers;

namespace CometGateway.Core.Deltas;

/// <summary>Finds the members of two objects that have the same name, where their order has ceased to tell.</summary>
internal ref struct ObjectNames
{
    private const int Few = 16;

    private readonly ReadOnlySpan<byte> _fromText;
    private readonly ReadOnlySpan<byte> _toText;
    private readonly ReadOnlySpan<(int Start, int End)> _walked;
    private readonly int _fromCount;
    private readonly int _toCount;
    private JsonMember[] _from = ArrayPool<JsonMember>.Shared.Rent(Few);
    private JsonMember[] _to = ArrayPool<JsonMember>.Shared.Rent(Few);

    // For each member of _to its predecessor in _from, or -1; then for each of _from 1 when it has a successor.
    private readonly int[] _matches;

    /// <param name="walked">Names of the members before, which are the same in both.</param>
    /// <param name="restFrom">Where the next name of the old object is, or its closing bracket.</param>
    public ObjectNames(ReadOnlySpan<byte> fromText, ReadOnlySpan<byte> toText, ReadOnlySpan<(int Start, int End)> walked, int restFrom, int restTo)
    {
        _fromText = fromText;
        _toText = toText;
        _walked = walked;
        EndFrom = Collect(fromText, restFrom, ref _from, out _fromCount);
        EndTo = Collect(toText, restTo, ref _to, out _toCount);
        _matches = ArrayPool<int>.Shared.Rent(_fromCount + _toCount);
        _matches.AsSpan(0, _toCount).Fill(-1);
        _matches.AsSpan(_toCount, _fromCount).Clear();
    }

    /// <summary>Behind the old object.</summary>
    public int EndFrom { get; }

    /// <summary>Behind the new object.</summary>
    public int EndTo { get; }

    /// <summary>The old object's members, without those walked.</summary>
    public readonly ReadOnlySpan<JsonMember> From => _from.AsSpan(0, _fromCount);

    /// <summary>The new object's.</summary>
    public readonly ReadOnlySpan<JsonMember> To => _to.AsSpan(0, _toCount);

    public readonly bool IsRemoved(int indexInFrom) => _matches[_toCount + indexInFrom] == 0;

    /// <summary>The old member that has the name of the new one, or null.</summary>
    public readonly JsonMember? SourceOf(int indexInTo) => _matches[indexInTo] < 0 ? null : _from[_matches[indexInTo]];

    /// <summary>False when a name stands twice in one of the objects, or is no Unicode text: a pointer would then mean another member, or none.</summary>
    public readonly bool TryMatch()
    {
        var names = new NameNumbers(_fromText, _toText, _walked.Length + _fromCount + _toCount);
        try
        {
            foreach (var (start, end) in _walked) names.Note(start, end);
            foreach (var member in From) names.Note(member.NameStart, member.NameEnd);
            foreach (var member in To) names.NoteNew(member.NameStart, member.NameEnd);
            for (var k = 0; k < _walked.Length; k++)
            {
                if (names.Number(isInTo: false, _walked[k].Start, _walked[k].End) != k) return false;
            }

            for (var k = 0; k < _fromCount; k++)
            {
                if (names.Number(isInTo: false, _from[k].NameStart, _from[k].NameEnd) != _walked.Length + k) return false;
            }

            var isNew = _walked.Length + _fromCount;
            for (var k = 0; k < _toCount; k++)
            {
                var number = names.Number(isInTo: true, _to[k].NameStart, _to[k].NameEnd);
                if (number == isNew)
                {
                    isNew++;
                    continue;
                }

                // Walked, new for the second time, or a successor for the second time: twice in the new object.
                var source = number - _walked.Length;
                if (number < 0 || source < 0 || source >= _fromCount || !IsRemoved(source)) return false;
                (_matches[k], _matches[_toCount + source]) = (source, 1);
            }

            return true;
        }
        finally
        {
            names.Dispose();
        }
    }

    /// <summary>Whether each name means one member.</summary>
    public static bool AreDistinct(ReadOnlySpan<byte> text, ReadOnlySpan<(int Start, int End)> names)
    {
        if (names.Length > Few) return AreAscending(text, names) || AreDistinctMany(text, names);
        for (var k = 0; k < names.Length; k++)
        {
            var name = text[names[k].Start..names[k].End];
            if (name.Contains((byte)'\\')) return AreDistinctMany(text, names);
            for (var other = k + 1; other < names.Length; other++)
            {
                if (names[other].End - names[other].Start == name.Length && text[names[other].Start..names[other].End].SequenceEqual(name)) return false;
            }
        }

        return true;
    }

    /// <summary>Whether each is longer than the one before, or as long and its bytes come later: names that are numbered, or sorted so, which is soon seen.</summary>
    private static bool AreAscending(ReadOnlySpan<byte> text, ReadOnlySpan<(int Start, int End)> names)
    {
        ReadOnlySpan<byte> before = [];
        foreach (var (start, end) in names)
        {
            var name = text[start..end];
            if (name.Length < before.Length || (name.Length == before.Length && name.SequenceCompareTo(before) <= 0) || name.Contains((byte)'\\')) return false;
            before = name;
        }

        return true;
    }

    public readonly void Dispose()
    {
        ArrayPool<JsonMember>.Shared.Return(_from);
        ArrayPool<JsonMember>.Shared.Return(_to);
        ArrayPool<int>.Shared.Return(_matches);
    }

    private static bool AreDistinctMany(ReadOnlySpan<byte> text, ReadOnlySpan<(int Start, int End)> names)
    {
        var numbers = new NameNumbers(text, text, names.Length);
        try
        {
            foreach (var (start, end) in names) numbers.Note(start, end);
            for (var k = 0; k < names.Length; k++)
            {
                if (numbers.Number(isInTo: false, names[k].Start, names[k].End) != k) return false;
            }

            return true;
        }
        finally
        {
            numbers.Dispose();
        }
    }

    private static int Collect(ReadOnlySpan<byte> text, int at, ref JsonMember[] members, out int count)
    {
        for (count = 0; text[at] == '"'; count++)
        {
            if (count == members.Length)
            {
                var larger = ArrayPool<JsonMember>.Shared.Rent(count * 2);
                members.AsSpan().CopyTo(larger);
                ArrayPool<JsonMember>.Shared.Return(members);
                members = larger;
            }

            members[count] = JsonMember.At(text, at);
            at = members[count].Next(text);
        }

        return at + 1;
    }
}
