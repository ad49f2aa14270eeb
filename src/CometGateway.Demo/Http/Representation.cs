using System.Text;

namespace CometGateway.Demo.Http;

/// <summary>What one URL answers at one moment.</summary>
/// <param name="CannotTell">Never answer 304, although there is a Last-Modified.</param>
internal sealed record Representation(
    byte[] Body,
    string MediaType,
    string? ETag = null,
    DateTimeOffset? LastModified = null,
    bool CannotTell = false,
    string CacheControl = "max-age=0")
{
    public const string Html = "text/html; charset=utf-8";
    public const string Json = "application/json";
    public const string Rss = "application/rss+xml; charset=utf-8";

    public static Representation Page(string html) => new(Encoding.UTF8.GetBytes(html), Html);
}
