using CometGateway.Resources;

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
    public static RequestKind Of(HttpRequest request)
    {
        if (!HttpMethods.IsGet(request.Method) || HasBody(request)) return RequestKind.PassThrough;
        if (StreamTransport.Of(request) is not null) return RequestKind.Subscribe;
        var headers = request.Headers;
        // Ranges, preconditions on a state that must not have changed, and upgrades are between the client and the site.
        var isPlain = headers.Range.Count == 0 && headers.IfRange.Count == 0 && headers.IfMatch.Count == 0
            && headers.IfUnmodifiedSince.Count == 0 && headers.Upgrade.Count == 0 && headers.Expect.Count == 0;
        return isPlain ? RequestKind.PlainGet : RequestKind.PassThrough;
    }

    /// <summary>A stream that comes back by itself, as it does after every recycling: no sign of a user.</summary>
    public static bool IsReturn(HttpRequest request) => (HoldWish.IsAskedBy(request) && request.Headers.IfNoneMatch.Count > 0) || (StreamTransport.Of(request) is not null
        && (request.Headers.ContainsKey("Last-Event-ID") || request.Headers.ContainsKey("Parents") || ReservedQuery.Split(request.QueryString.Value)["comet.since"] is not null));

    private static bool HasBody(HttpRequest request) => request.ContentLength > 0 || request.Headers.TransferEncoding.Count > 0;
}
