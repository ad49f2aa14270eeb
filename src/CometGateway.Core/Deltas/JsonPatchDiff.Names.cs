namespace CometGateway.Core.Deltas;

internal ref partial struct JsonPatchDiff
{
    /// <summary>No more names are compared one by one; beyond, it is cheaper to number them all.</summary>
    private const int MostCompared = 1024;

    /// <summary>Whether each name that was gone to means one member of the object.</summary>
    /// <param name="end">The closing bracket in the old text.</param>
    private readonly bool AreAlone(int end, int starts, int told)
    {
        var names = NamesBefore(end, starts, out var isOneEscaped);
        if (isOneEscaped || (_told.Count - told) * (long)names.Length > MostCompared) return ObjectNames.AreDistinct(_from, names);
        foreach (var (start, nameEnd) in _told.Since(told))
        {
            var name = _from[start..nameEnd];
            var found = 0;
            foreach (var other in names)
            {
                if (other.End - other.Start == name.Length && _from[other.Start..other.End].SequenceEqual(name)) found++;
            }

            if (found > 1) return false;
        }

        return true;
    }

    /// <summary>The names of an object's members that stand before a place; good until it is called again.</summary>
    private readonly ReadOnlySpan<(int Start, int End)> NamesBefore(int place, int starts, out bool isOneEscaped)
    {
        isOneEscaped = false;
        _names.PopTo(0);
        foreach (var start in _starts.Since(starts))
        {
            var name = SkipFrom(start);
            if (name >= place) break;
            var end = JsonScan.EndOfString(_from, name, out var isEscaped);
            isOneEscaped |= isEscaped;
            _names.Push(name + 1, end - 1);
        }

        return _names.Since(0);
    }
}
