using System.Collections;
using System.Runtime.CompilerServices;

namespace CometGateway.Configuration;

/// <summary>A list in a policy: immutable and equal by its items, so that a reload sees whether a policy changed.</summary>
[CollectionBuilder(typeof(Setting), nameof(Setting.Create))]
internal sealed class Setting<T>(ReadOnlyMemory<T> items) : IReadOnlyList<T>, IEquatable<Setting<T>>
{
    public int Count => items.Length;

    public T this[int index] => items.Span[index];

    public bool Equals(Setting<T>? other) => other is not null && this.SequenceEqual(other);

    public override bool Equals(object? obj) => Equals(obj as Setting<T>);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var item in this) hash.Add(item);
        return hash.ToHashCode();
    }

    public IEnumerator<T> GetEnumerator()
    {
        for (var i = 0; i < Count; i++) yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

internal static class Setting
{
    public static Setting<T> Create<T>(ReadOnlySpan<T> items) => new(items.ToArray());
}
