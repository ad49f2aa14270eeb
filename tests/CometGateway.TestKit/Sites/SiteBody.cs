using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace CometGateway.TestKit.Sites;

/// <summary>A representation that a scripted site serves with GET, HEAD and 304, as a careful site would.</summary>
public sealed record SiteBody(string ContentType, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Sent as it is, and compared with If-None-Match; null sends none.</summary>
    public string? ETag { get; init; }

    /// <summary>Sent in whole seconds, and compared with If-Modified-Since; null sends none.</summary>
    public DateTimeOffset? LastModified { get; init; }

    /// <summary>Further response headers: Cache-Control, Vary, Set-Cookie.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    public static SiteBody Of(string contentType, string text) => new(contentType, Encoding.UTF8.GetBytes(text));

    /// <summary>The same body with a strong ETag made of its bytes.</summary>
    public SiteBody WithETag() => this with { ETag = $"\"{Convert.ToHexStringLower(SHA256.HashData(Bytes.Span)[..8])}\"" };

    public SiteBody With(string header, string value) =>
        this with { Headers = new Dictionary<string, string>(Headers, StringComparer.OrdinalIgnoreCase) { [header] = value } };

    /// <summary>For scripts of one's own.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        var response = context.Response;
        foreach (var (name, value) in Headers) response.Headers[name] = value;
        if (ETag is not null) response.Headers.ETag = ETag;
        if (LastModified is { } time) response.Headers.LastModified = time.ToString("R", CultureInfo.InvariantCulture);
        if (IsNotModified(context.Request))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = ContentType;
        response.ContentLength = Bytes.Length;
        if (!HttpMethods.IsHead(context.Request.Method)) await response.BodyWriter.WriteAsync(Bytes);
    }

    // RFC 9110 §13.2.2: If-None-Match, when present, decides alone; its comparison is the weak one.
    private bool IsNotModified(HttpRequest request)
    {
        if (request.Headers.IfNoneMatch is { Count: > 0 } tags)
            return ETag is not null && tags.ToString().Split(',', StringSplitOptions.TrimEntries).Select(Opaque).Contains(Opaque(ETag), StringComparer.Ordinal);
        return LastModified is { } modified
            && DateTimeOffset.TryParse(request.Headers.IfModifiedSince, CultureInfo.InvariantCulture, out var since)
            && modified.ToUnixTimeSeconds() <= since.ToUnixTimeSeconds();
    }

    private static string Opaque(string tag) => tag.StartsWith("W/", StringComparison.Ordinal) ? tag[2..] : tag;
}
