using System.Globalization;
using CometGateway.Core.Http;
using CometGateway.Core.Snapshots;
using CometGateway.Diagnostics;
using CometGateway.Resources;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace CometGateway.Routing;

/// <summary>A 200 or 304 made from a stored answer, with its true Age (RFC 9111 §5.1) and the validators of its bytes.</summary>
internal static class SnapshotAnswer
{
    public static Task WriteAsync(HttpContext context, StoredAnswer stored, DateTimeOffset now, CometMetrics metrics)
    {
        var snapshot = stored.Snapshot;
        var (request, response) = (context.Request, context.Response);
        var coded = CodedFor(request, snapshot);
        var head = HeadOf(stored, coded);
        Write(head, response.Headers);
        response.Headers.Age = ((long)Math.Max(0, stored.Freshness.AgeAt(now).TotalSeconds)).ToString(CultureInfo.InvariantCulture);

        if (IsUnchanged(request, head.ETag, snapshot))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            metrics.Answered(304, 0);
            return Task.CompletedTask;
        }

        if (snapshot.MediaType.Length > 0) response.ContentType = snapshot.MediaType;
        var bytes = coded?.Bytes ?? snapshot.Body;
        if (coded is not null) response.Headers.ContentEncoding = coded.Coding;
        response.ContentLength = bytes.Length;
        metrics.Answered(200, bytes.Length);
        // The server ends the write by itself when the client leaves; to be told so costs a token source for every request.
        return response.Body.WriteAsync(bytes, CancellationToken.None).AsTask();
    }

    /// <summary>Whether the request's conditions say that the client has this state (RFC 9110 §13.1).</summary>
    public static bool IsUnchanged(HttpRequest request, Snapshot snapshot) =>
        IsUnchanged(request, request.Headers.IfNoneMatch.Count > 0 ? TagOf(request, snapshot) : null, snapshot);

    /// <summary>The tag of the bytes that this request is sent.</summary>
    public static string? TagOf(HttpRequest request, Snapshot snapshot) => TagOf(snapshot, CodedFor(request, snapshot));

    /// <summary>The tags by which clients may know this state, whatever codings they accept.</summary>
    public static IEnumerable<string> TagsOf(Snapshot snapshot) =>
        new[] { TagOf(snapshot, coded: null), snapshot.Coded is { } coded ? TagOf(snapshot, coded) : null }.OfType<string>();

    private static bool IsUnchanged(HttpRequest request, string? etag, Snapshot snapshot) =>
        // If-Modified-Since counts only without If-None-Match (RFC 9110 §13.1.3).
        request.Headers.IfNoneMatch.Count > 0
            ? EntityTags.IfNoneMatch(request.Headers.IfNoneMatch, etag)
            : request.Headers.IfModifiedSince.Count > 0 && EntityTags.IfModifiedSince(request.Headers.IfModifiedSince, snapshot.Validators.LastModified);

    private static AnswerHead HeadOf(StoredAnswer stored, CodedBody? coded)
    {
        if ((coded is null ? stored.Head : stored.CodedHead) is { } known && ReferenceEquals(known.Of, stored.Snapshot) && ReferenceEquals(known.Headers, stored.Headers)) return known;
        var head = MakeHead(stored, coded);
        // Two requests may make it at the same time; it is the same.
        if (coded is null) stored.Head = head;
        else stored.CodedHead = head;
        return head;
    }

    private static AnswerHead MakeHead(StoredAnswer stored, CodedBody? coded)
    {
        var (snapshot, etag) = (stored.Snapshot, TagOf(stored.Snapshot, coded));
        IHeaderDictionary headers = new HeaderDictionary();
        foreach (var (name, value) in stored.Headers) headers.Append(name, value);
        AddVary(headers, "Accept");
        if (snapshot.Coded is not null) AddVary(headers, "Accept-Encoding");
        if (etag is not null) headers.ETag = etag;
        if (snapshot.Validators.LastModified is { } lastModified) headers.LastModified = lastModified;
        return new(snapshot, stored.Headers, etag, [.. headers]);
    }

    private static void Write(AnswerHead head, IHeaderDictionary headers)
    {
        var isUntouched = headers.Count == 0;
        foreach (var (name, value) in head.Lines)
        {
            if (isUntouched || Is(name, HeaderNames.ETag) || Is(name, HeaderNames.LastModified)) headers[name] = value;
            // What the application has put there stays.
            else if (!Is(name, HeaderNames.Vary)) headers.Append(name, value);
            else foreach (var varied in value.ToString().Split(',', StringSplitOptions.TrimEntries)) AddVary(headers, varied);
        }
    }

    private static bool Is(string name, string known) => name.Equals(known, StringComparison.OrdinalIgnoreCase);

    private static string? TagOf(Snapshot snapshot, CodedBody? coded) => (coded?.Validators ?? snapshot.Validators).ETag ?? OwnTag(snapshot, coded is not null);

    private static CodedBody? CodedFor(HttpRequest request, Snapshot snapshot) =>
        snapshot.Coded is { } body && AcceptEncoding.Allows(request.Headers.AcceptEncoding, body.Coding) ? body : null;

    /// <summary>
    /// Only where the site gave nothing to ask by. A client sends all that it was given, and to a site that knows no tags ours would
    /// override its own If-Modified-Since (RFC 9110 §13.1.3) on every request that is proxied.
    /// </summary>
    private static string? OwnTag(Snapshot snapshot, bool isCoded) =>
        snapshot.Validators.LastModified is not null ? null : isCoded ? $"W/\"{snapshot.BodyVersion}\"" : $"\"{snapshot.BodyVersion}\"";

    /// <summary>A watched URL has more than one representation, so any answer from it depends on what the client accepts.</summary>
    public static void AddVary(IHeaderDictionary headers, string name)
    {
        var vary = headers.Vary.ToString();
        if (vary.Length == 0) headers.Vary = name;
        else if (!vary.Split(',', StringSplitOptions.TrimEntries).Any(known => known is "*" || known.Equals(name, StringComparison.OrdinalIgnoreCase)))
            headers.Vary = vary + ", " + name;
    }
}
