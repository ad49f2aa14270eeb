using System.Collections.Concurrent;
using CometGateway.Core.Http;

namespace CometGateway.Routing;

/// <summary>
/// Which request headers select the representation, as the site's Vary told at each path, so that the next request finds its
/// resource at the first try. Two generations bound it: when the young one is full it becomes the old one, and what was not
/// asked for since is forgotten. To forget costs one poll.
/// </summary>
/// <param name="capacity">The most paths remembered. Default 10,000.</param>
internal sealed class VaryMemory(int capacity = 10_000)
{
    /// <summary>A site that goes on inventing names is not worth a resource each.</summary>
    public const int MaxNames = 16;

    private readonly Lock _lock = new();
    private volatile ConcurrentDictionary<(string RouteId, string Path), string[]> _young = new();
    private volatile ConcurrentDictionary<(string RouteId, string Path), string[]>? _old;

    /// <summary>The names that join the key, in lower case and order; mostly none.</summary>
    public IReadOnlyList<string> NamesFor(string routeId, string path)
    {
        if (_young.TryGetValue((routeId, path), out var names)) return names;
        // Not IsEmpty, which takes all of a dictionary's locks to say yes.
        if (_old is not { } old || !old.TryGetValue((routeId, path), out names)) return [];
        lock (_lock) Keep((routeId, path), _young.GetValueOrDefault((routeId, path), names));
        return names;
    }

    /// <summary>Adds names; those that can never join the key (<see cref="SelectingHeaders"/>) are passed over.</summary>
    /// <returns>Whether a name was new, so that the key must be made again. Also false when there are too many.</returns>
    public bool Learn(string routeId, string path, IEnumerable<string> names)
    {
        var wanted = names.Where(SelectingHeaders.Contains).Select(name => name.ToLowerInvariant()).ToList();
        if (wanted.Count == 0) return false;
        lock (_lock)
        {
            var known = NamesFor(routeId, path);
            string[] all = [.. known.Union(wanted, StringComparer.Ordinal).Order(StringComparer.Ordinal)];
            if (all.Length == known.Count || all.Length > MaxNames) return false;
            Keep((routeId, path), all);
            return true;
        }
    }

    private void Keep((string RouteId, string Path) key, string[] names)
    {
        if (_young.Count >= Math.Max(1, capacity / 2) && !_young.ContainsKey(key))
        {
            _old = _young;
            _young = new();
        }

        _young[key] = names;
    }
}
