using System.Globalization;
using CometGateway.Core.Http;
using CometGateway.Core.Snapshots;

namespace CometGateway.Core.Watching;

/// <summary>Decides what the answer to a poll means. Pure: the same answer for the same subject is the same outcome.</summary>
internal static class PollVerdict
{
    public static PollOutcome Of(PollAnswer answer, PollSubject subject) => answer switch
    {
        { Fault: PollFault.BodyTooLarge } => TooLarge(subject),
        { Fault: { } fault } => new PollOutcome.Failed(Words(fault)),
        { Status: 200 } => OfRepresentation(answer, subject),
        { Status: 304 } => OfNotModified(answer, subject),
        { Status: 401 or 403 } => new PollOutcome.Ended(EndKind.Unauthorized, Said(answer)),
        { Status: 404 or 410 } => new PollOutcome.Ended(EndKind.Gone, Said(answer)),
        { Status: 301 or 302 or 303 or 307 or 308 } => OfRedirect(answer, subject),
        { Status: 408 or 425 or 429 or >= 500 } => new PollOutcome.Failed(Said(answer), RetryAfter.Parse(answer.Headers["Retry-After"], answer.ReceivedAt)),
        _ => Unusable(subject, Said(answer) + ", which is not a whole representation"),
    };

    /// <summary>A 304 that names a strong tag other than the one asked about confirms some other bytes than ours (RFC 9111 §4.3.4).</summary>
    private static PollOutcome OfNotModified(PollAnswer answer, PollSubject subject)
    {
        if (subject is not { Held.IsNone: false, Current: not null }) return Unusable(subject, "the site answered 304 to an unconditional request");
        var etag = answer.Headers["ETag"];
        if (etag is not null && subject.Held.ETag is not null && !EntityTags.IfNoneMatch(subject.Held.ETag, etag))
            return new PollOutcome.Failed("the site answered 304 for another version than the one asked about");
        // It may also take back what the 200 allowed.
        return (PollOutcome?)WhyNotShared(answer.Headers, subject) ?? new PollOutcome.Unchanged(UnchangedBy.NotModified);
    }

    private static PollOutcome OfRedirect(PollAnswer answer, PollSubject subject)
    {
        var location = answer.Headers["Location"];
        if (location is null) return Unusable(subject, Said(answer) + " without a Location");
        if (subject.IsCredentialed && !IsSamePage(location, subject))
            return new PollOutcome.Ended(EndKind.Unauthorized, "the site redirects to another page, as to a login");
        return new PollOutcome.Ended(EndKind.Moved, Said(answer), location);
    }

    /// <summary>
    /// http to https, another host name or a trailing slash: still the same page, and no login. The query counts, as
    /// /index.php?page=login is another page than /index.php?page=prices. A relative Location starts at the page (RFC 9110 §10.2.2).
    /// </summary>
    private static bool IsSamePage(string location, PollSubject subject)
    {
        var asked = new Uri("http://same" + string.Join('/', subject.Path.Split('/').Select(Uri.EscapeDataString)) + subject.Query);
        return Uri.TryCreate(asked, location, out var target)
            && target.Scheme is "http" or "https"
            && Uri.UnescapeDataString(target.AbsolutePath).TrimEnd('/') is var path && Uri.UnescapeDataString(asked.AbsolutePath).TrimEnd('/') is var same
            && (string.Equals(path, same, StringComparison.Ordinal) || string.Equals(path, subject.PathBase + same, StringComparison.Ordinal))
            && string.Equals(Uri.UnescapeDataString(target.Query), Uri.UnescapeDataString(asked.Query), StringComparison.Ordinal);
    }

    private static PollOutcome OfRepresentation(PollAnswer answer, PollSubject subject)
    {
        var headers = answer.Headers;
        if (WhyNotShared(headers, subject) is { } end) return end;
        var coding = headers["Content-Encoding"];
        if (coding is not null && subject.Current is { Coded: { } known } current && IsSameType(headers, current)
            && string.Equals(known.Coding, coding.Trim(), StringComparison.Ordinal) && known.Bytes.Span.SequenceEqual(answer.Body.Span))
            return new PollOutcome.Unchanged(UnchangedBy.SameBytes);
        var decoded = ContentCoding.Decode(answer.Body, coding, subject.MaxBodyBytes);
        return decoded.Result switch
        {
            DecodeResult.TooLarge => TooLarge(subject),
            DecodeResult.Unsupported => Unusable(subject, $"the site answers in the content coding '{decoded.Coding}'; gzip, br and deflate are understood"),
            DecodeResult.Corrupt => new PollOutcome.Failed($"the site's body is not valid {decoded.Coding}"),
            _ => BodyVerdict.Of(answer, decoded.Body, subject),
        };
    }

    /// <summary>What the headers of a 200 or a 304 say against keeping it for this audience.</summary>
    private static PollOutcome.Ended? WhyNotShared(HeaderFields headers, PollSubject subject)
    {
        var kept = subject.StripsCookies ? new HeaderFields(headers.Where(h => !h.Key.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase))) : headers;
        if (Storability.WhyNot(200, kept, shared: !subject.IsCredentialed, subject.IsOverridden) is { } why)
            return new(EndKind.NotWatchable, why.TrimEnd('.'));
        var unknown = VaryNames.Parse(headers["Vary"]).Names.Where(SelectingHeaders.Contains).Except(subject.KnownVary, StringComparer.Ordinal).ToArray();
        return unknown.Length == 0 ? null : new(EndKind.Varies, "the site's Vary names " + string.Join(", ", unknown), VaryNames: unknown);
    }

    private static bool IsSameType(HeaderFields headers, Snapshot current) =>
        string.Equals(headers["Content-Type"] ?? "", current.MediaType, StringComparison.Ordinal);

    private static PollOutcome TooLarge(PollSubject subject)
    {
        var reason = $"the site's body is larger than MaxBodyBytes ({subject.MaxBodyBytes.ToString(CultureInfo.InvariantCulture)})";
        return subject.Current is null ? new PollOutcome.Ended(EndKind.TooLarge, reason) : new PollOutcome.Failed(reason);
    }

    /// <summary>Nothing good was ever seen: say so and stop. Otherwise the last good state stands.</summary>
    internal static PollOutcome Unusable(PollSubject subject, string reason) =>
        subject.Current is null ? new PollOutcome.Ended(EndKind.NotWatchable, reason) : new PollOutcome.Failed(reason);

    private static string Said(PollAnswer answer) => "the site answered " + answer.Status.ToString(CultureInfo.InvariantCulture);

    private static string Words(PollFault fault) => fault switch
    {
        PollFault.Timeout => "the site did not answer in time",
        PollFault.Unavailable => "no server of the site is available",
        _ => "the connection to the site failed or broke off",
    };
}
