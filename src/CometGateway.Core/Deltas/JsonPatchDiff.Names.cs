namespace CometGateway.Core.Deltas;

internal ref partial struct JsonPatchDiff
{
    /// <summary>This many names are searched for in an object of any length, as it is cheaper than to read all of its names.</summary>
    private const int Few = 2;

    /// <summary>No more bytes are searched for more names, all searches together.</summary>
    private const int MostSearched = 4096;

    /// <summary>Whether each name that was gone to means one member of the object.</summary>
    private readonly bool AreAlone(int start, int end, int told) =>
        AreSeenOnce(start, end, _members.Since(told)) || ObjectNames.AreDistinct(_from, NamesBefore(end - 1, start, told));

    /// <summary>False also when one stands there as a value, when one is written with an escape, and when it is too much to search.</summary>
    private readonly bool AreSeenOnce(int start, int end, ReadOnlySpan<(int Start, int End)> members)
    {
        // What was gone to is not searched, so that no byte is for the objects that hold it.
        var searched = end - start;
        foreach (var member in members) searched -= member.End - member.Start;
        if (members.Length > Few && members.Length * (long)searched > MostSearched) return false;

        for (var k = 0; k <= members.Length; k++)
        {
            var between = _from[(k == 0 ? start : members[k - 1].End)..(k == members.Length ? end : members[k].Start)];
            if (between.Contains((byte)'\\')) return false;
            foreach (var member in members)
            {
                if (between.IndexOf(QuotedName(member.Start)) >= 0) return false;
            }
        }

        for (var k = 0; k < members.Length; k++)
        {
            var name = QuotedName(members[k].Start);
            if (name.Contains((byte)'\\')) return false;
            foreach (var other in members[(k + 1)..])
            {
                if (_from[other.Start..].StartsWith(name)) return false;
            }
        }

        return true;
    }

    private readonly ReadOnlySpan<byte> QuotedName(int at) => _from[at..JsonScan.EndOfString(_from, at)];

    /// <summary>The names of all members of an object that stand before a place; good until the next push, and until the told members are popped.</summary>
    private readonly ReadOnlySpan<(int Start, int End)> NamesBefore(int place, int start, int told)
    {
        var names = _members.Count;
        for (var at = SkipFrom(start + 1); at < place;)
        {
            var name = JsonScan.EndOfString(_from, at);
            _members.Push(at + 1, name - 1);
            // What was gone to need not be passed again.
            var end = told < names && _members[told].Start == at ? _members[told++].End : JsonScan.EndOfValue(_from, JsonMember.ValueAfter(_from, name));
            at = JsonMember.Next(_from, end);
        }

        return _members.Since(names);
    }
}
