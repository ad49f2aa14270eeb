using CometGateway.Resources;
using Microsoft.Net.Http.Headers;

namespace CometGateway.Routing;

/// <summary>What a request on a watched route wants.</summary>
internal enum RequestKind
{
    /// <summary>Plain YARP: anything that is not named below, untouched.</summary>
    PassThrough,

    /// <summary>A stream of changes.</summary>
    Subscribe,

    /// <summary>The current state: answered from the snapshot where that is allowed.</summary>
    PlainGet,
}

internal static class RequestKinds
{
    private const string EventStream = "text/event-stream";

    public static RequestKind Of(HttpRequest request)
    {
        if (!HttpMethods.IsGet(request.Method) || HasBody(request)) return RequestKind.PassThrough;
        if (AcceptsEventStream(request)) return RequestKind.Subscribe;
        var headers = request.Headers;
        // Ranges, preconditions on a state that must not have changed, and upgrades are between the client and the site.
        var isPlain = headers.Range.Count == 0 && headers.IfRange.Count == 0 && headers.IfMatch.Count == 0
            && headers.IfUnmodifiedSince.Count == 0 && headers.Upgrade.Count == 0 && headers.Expect.Count == 0;
        return isPlain ? RequestKind.PlainGet : RequestKind.PassThrough;
    }

    public static bool AcceptsEventStream(HttpRequest request)
    {
        foreach (var line in request.Headers.Accept)
        {
            if (line is null || !line.Contains(EventStream, StringComparison.OrdinalIgnoreCase)) continue;
            // What an EventSource sends.
            if (line.Length == EventStream.Length) return true;
            if (MediaTypeHeaderValue.TryParseList([line], out var ranges) && ranges.Any(IsWanted)) return true;
        }

        return false;
    }

    /// <summary>A weight of zero means "not this one" (RFC 9110 §12.4.2); one that cannot be read is no reason to withhold the stream.</summary>
    private static bool IsWanted(MediaTypeHeaderValue range) => range.MediaType.Equals(EventStream, StringComparison.OrdinalIgnoreCase) && range.Quality != 0;

    /// <summary>A stream that comes back by itself, as it does after every recycling: no sign of a user.</summary>
    public static bool IsReturn(HttpRequest request) => AcceptsEventStream(request)
        && (request.Headers.ContainsKey("Last-Event-ID") || ReservedQuery.Split(request.QueryString.Value)["comet.since"] is not null);

    private static bool HasBody(HttpRequest request) => request.ContentLength > 0 || request.Headers.TransferEncoding.Count > 0;
}
