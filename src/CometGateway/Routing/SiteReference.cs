namespace CometGateway.Routing;

/// <summary>A reference in a site's answer, by the origin that it names.</summary>
internal abstract record SiteReference
{
    private SiteReference()
    {
    }

    /// <summary>The origin that the client asked.</summary>
    internal sealed record Own(Uri Target) : SiteReference;

    /// <summary>The site, by the address or the Host by which the gateway knows it: many sites write absolute references to themselves, by the only name that they know.</summary>
    /// <param name="Path">The path as clients see it, still escaped; null where clients see none, as the site's address has a path of its own.</param>
    internal sealed record Site(string? Path, Uri Target) : SiteReference;

    internal sealed record Elsewhere : SiteReference;

    /// <param name="siteAddress">Where the gateway reaches the site.</param>
    /// <param name="siteHost">The Host that the gateway sends to it, where the cluster sets one.</param>
    public static SiteReference Of(string reference, HttpRequest request, string? siteAddress, string? siteHost)
    {
        var host = request.Host.HasValue ? request.Host.Value : "localhost";
        if (!Uri.TryCreate($"{request.Scheme}://{host}{request.Path.ToUriComponent()}", UriKind.Absolute, out var asked)) return new Elsewhere();
        if (!Uri.TryCreate(asked, reference, out var target)) return new Elsewhere();
        if (Is(target.Authority, asked.Authority)) return new Own(target);
        if (!Uri.TryCreate(siteAddress, UriKind.Absolute, out var site)) return new Elsewhere();
        // A Uri has its host in lower case, a configured Host need not.
        var isSite = Is(target.Authority, site.Authority) || string.Equals(target.Authority, siteHost, StringComparison.OrdinalIgnoreCase);
        return isSite ? new Site(Below(site.AbsolutePath.TrimEnd('/'), target.AbsolutePath), target) : new Elsewhere();
    }

    private static string? Below(string folder, string path) => path.StartsWith(folder + "/", StringComparison.Ordinal) ? path[folder.Length..] : null;

    private static bool Is(string? one, string? other) => one is not null && string.Equals(one, other, StringComparison.Ordinal);
}
