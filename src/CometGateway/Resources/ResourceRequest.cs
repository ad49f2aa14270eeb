using System.Net;
using CometGateway.Configuration;
using CometGateway.Core.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace CometGateway.Resources;

/// <summary>
/// A client's request as the resource it asks for: the key it is found by, and the poll that stands in its place.
/// The poll is a pure function of the key and the caller's credentials. Nothing else of the client's headers goes into it:
/// what is not in the key must not influence bytes that others see.
/// </summary>
/// <param name="Poll">Without validators, which belong to the snapshot held.</param>
/// <param name="Reserved">The parameters meant for the gateway.</param>
internal sealed record ResourceRequest(ResourceKey Key, PollRequest Poll, ReservedQuery Reserved)
{
    private const string AnyMediaType = "*/*";

    private static readonly IPAddress _stranger = IPAddress.Parse("192.0.2.1");

    /// <summary>Null, or why the gateway cannot poll for this caller.</summary>
    public string? WhyNotWatchable { get; private init; }

    /// <summary>A stream that comes back by itself, and so no sign that its user is there.</summary>
    public bool IsReturn { get; init; }

    /// <summary>The names of the request headers that are part of the key.</summary>
    public IReadOnlyCollection<string> VaryNames => [.. Key.Varied.Select(header => header.Name)];

    /// <param name="vary">The names learned from the site's Vary.</param>
    public static ResourceRequest Create(HttpRequest request, string routeId, CometPolicy policy, Caller caller, IReadOnlyList<string> vary)
    {
        var reserved = ReservedQuery.Split(request.QueryString.Value);
        var key = KeyOf(request, routeId, policy, caller.Audience, vary, reserved.Site);
        return new ResourceRequest(key, PollOf(key, caller), reserved) { WhyNotWatchable = caller.NotWatchable };
    }

    /// <param name="query">What is for the site.</param>
    public static ResourceKey KeyOf(HttpRequest request, string routeId, CometPolicy policy, AudienceKey audience, IReadOnlyList<string> vary, string query) =>
        new(
            routeId, request.Scheme, request.Host.Value ?? "", request.Path.HasValue ? request.Path.Value! : "/", ReservedQuery.Normalise(query, policy.IgnoreQuery),
            vary.Count == 0 ? [] : Varied(request.Headers, vary), audience,
            request.PathBase.Value ?? "", audience.IsCredential ? Peer.Address(request.HttpContext) : null);

    public override string ToString() => Key.ToString();

    private static List<VariedHeader> Varied(IHeaderDictionary headers, IReadOnlyList<string> vary)
    {
        var varied = new List<VariedHeader>(vary.Count);
        foreach (var name in vary.Where(SelectingHeaders.Contains).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            var value = headers.TryGetValue(name, out var lines) ? string.Join(", ", lines.ToArray()) : null;
            if (name.Equals(HeaderNames.Accept, StringComparison.OrdinalIgnoreCase)) value = WithoutStreams(value);
            varied.Add(new(name, value));
        }

        return varied;
    }

    /// <summary>
    /// Sites show some pages to some addresses only, and would take a poll without a forwarded address for the gateway's own request.
    /// One user's poll comes from where that user is; one for strangers from an address that no allow list holds (TEST-NET-1, RFC 5737).
    /// Where the operator says that the page is the same for everyone, there is nothing to guard.
    /// </summary>
    private static IPAddress? AddressFor(ResourceKey key) => key.Audience == AudienceKey.Everyone ? null : key.Audience.IsCredential ? key.ClientAddress : _stranger;

    private static PollRequest PollOf(ResourceKey key, Caller caller)
    {
        var fields = new List<KeyValuePair<string, string>>(caller.Credentials);
        var accepts = false;
        foreach (var (name, value) in key.Varied)
        {
            accepts |= name.Equals(HeaderNames.Accept, StringComparison.OrdinalIgnoreCase);
            if (value is not null) fields.Add(new(name, value));
        }

        if (!accepts) fields.Add(new(HeaderNames.Accept, AnyMediaType));
        return new PollRequest(key.Scheme, key.Host, key.Path, key.Query, new HeaderFields(fields), AddressFor(key), key.PathBase);
    }

    /// <summary>The media types that ask the gateway for a stream say nothing to the site.</summary>
    private static string WithoutStreams(string? accept)
    {
        if (accept is null) return AnyMediaType;
        var kept = new List<string>();
        foreach (var range in accept.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var semicolon = range.IndexOf(';', StringComparison.Ordinal);
            var type = (semicolon < 0 ? range : range[..semicolon]).TrimEnd();
            if (!type.Equals("text/event-stream", StringComparison.OrdinalIgnoreCase)
                && !type.Equals("application/x-ndjson", StringComparison.OrdinalIgnoreCase))
                kept.Add(range);
        }

        return kept.Count == 0 ? AnyMediaType : string.Join(", ", kept);
    }
}
