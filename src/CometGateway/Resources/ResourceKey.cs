using System.Net;

namespace CometGateway.Resources;

/// <summary>
/// What makes two requests the same resource. Everything that a poll sends is either in here or the same for all, or else one
/// client could choose the bytes that another one sees. Hence the scheme, the host and the path base too, and one user's address: they reach the site as X-Forwarded-*.
/// The method is always GET.
/// </summary>
internal sealed class ResourceKey : IEquatable<ResourceKey>
{
    /// <summary>What a page may vary by and be no one's own.</summary>
    private static readonly string[] _harmless = ["accept", "accept-charset", "accept-encoding", "accept-language", "origin", "user-agent", "x-requested-with"];

    private readonly VariedHeader[] _varied;
    private readonly int _hash;

    /// <param name="path">Case-sensitive, as paths are.</param>
    /// <param name="query">Without reserved and ignored parameters.</param>
    /// <param name="varied">The request headers that select the representation, each name once; their order does not matter.</param>
    /// <param name="pathBase">What the application takes off a path in front of the site.</param>
    /// <param name="clientAddress">Where one user is: a site may show him a page here and not there. Null for all who share a page.</param>
    public ResourceKey(
        string routeId, string scheme, string host, string path, string query, IReadOnlyCollection<VariedHeader> varied, AudienceKey audience, string pathBase = "", IPAddress? clientAddress = null)
    {
        (PathBase, ClientAddress) = (pathBase, clientAddress is { IsIPv4MappedToIPv6: true } ? clientAddress.MapToIPv4() : clientAddress);

        (RouteId, Scheme, Host, Path, Query, Audience) = (routeId, scheme.ToLowerInvariant(), host.ToLowerInvariant(), path, query, audience);
        _varied = varied.Count == 0 ? [] : [.. varied.Select(header => header with { Name = header.Name.ToLowerInvariant() }).OrderBy(header => header.Name, StringComparer.Ordinal)];
        var hash = default(HashCode);
        hash.Add(HashCode.Combine(RouteId, Host, Path, Query, Audience, PathBase, ClientAddress));
        foreach (var header in _varied) hash.Add(header);
        _hash = hash.ToHashCode();
    }

    public string RouteId { get; }

    public string Scheme { get; }

    public string Host { get; }

    /// <summary>Without <see cref="PathBase"/>.</summary>
    public string Path { get; }

    public string PathBase { get; }

    public string Query { get; }

    public AudienceKey Audience { get; }

    public IPAddress? ClientAddress { get; }

    /// <summary>
    /// The page is the same for everybody who asks in the same language and for the same type: no credential selects it, and no header that may be one.
    /// </summary>
    public bool IsShared => !Audience.IsCredential && _varied.All(header => header.Value is null || _harmless.Contains(header.Name, StringComparer.Ordinal));

    /// <summary>Sorted by name.</summary>
    public IReadOnlyList<VariedHeader> Varied => _varied;

    /// <summary>Bytes of memory that its texts take.</summary>
    public long Size => 2L * (Host.Length + Path.Length + Query.Length + _varied.Sum(header => header.Name.Length + (header.Value?.Length ?? 0)));

    public bool Equals(ResourceKey? other) => other is not null && (ReferenceEquals(this, other) || (
        _hash == other._hash
        && Audience == other.Audience
        && Same(Path, other.Path)
        && Same(Query, other.Query)
        && Same(Host, other.Host)
        && Same(Scheme, other.Scheme)
        && Same(PathBase, other.PathBase)
        && Equals(ClientAddress, other.ClientAddress)
        && Same(RouteId, other.RouteId)
        && _varied.AsSpan().SequenceEqual(other._varied)));

    public override bool Equals(object? obj) => Equals(obj as ResourceKey);

    public override int GetHashCode() => _hash;

    /// <summary>For logs: no query and no header values.</summary>
    public override string ToString() => $"{RouteId} {Scheme}://{Host}{Path}{(Query.Length == 0 ? "" : "?…")} ({Audience})";

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.Ordinal);
}

/// <param name="Name">Lower-case in a key.</param>
/// <param name="Value">The lines joined by ", ", or null when the request has none, which is not the same as an empty one.</param>
internal readonly record struct VariedHeader(string Name, string? Value)
{
    /// <summary>The name only: the value may be a secret that the site varies by.</summary>
    public override string ToString() => Name;
}
