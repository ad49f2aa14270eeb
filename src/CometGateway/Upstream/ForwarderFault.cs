using System.Net.Sockets;
using CometGateway.Core.Http;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace CometGateway.Upstream;

/// <summary>
/// Tells YARP's own 502, 503 and 504 from the site's: a status that the site sent is an answer, with its Retry-After;
/// one that YARP made up stands for a message that never came.
/// </summary>
internal static class ForwarderFault
{
    public static PollFault? Of(HttpContext context)
    {
        var failure = context.Features.Get<IForwarderErrorFeature>();
        return failure switch
        {
            { Error: ForwarderError.None } or null => OfAnswer(context),
            { Error: ForwarderError.NoAvailableDestinations } => PollFault.Unavailable,
            { Error: ForwarderError.RequestTimedOut } => PollFault.Timeout,
            // The cluster's ActivityTimeout ran out between two reads; YARP has no error value of its own for it.
            { Error: ForwarderError.ResponseBodyDestination, Exception: OperationCanceledException } => PollFault.Timeout,
            _ => PollFault.Transport,
        };
    }

    /// <summary>The destination's scheme, host and port (its user and its path may be secrets), and the name of what went wrong; null without a destination.</summary>
    public static string? DetailOf(HttpContext context, DestinationState? destination)
    {
        if (destination is null || !Uri.TryCreate(destination.Model.Config.Address, UriKind.Absolute, out var address)) return null;
        var at = address.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);
        return context.Features.Get<IForwarderErrorFeature>()?.Exception is { } exception ? $"{at}, {NameOf(exception)}" : at;
    }

    // No message: it may quote what was sent.
    private static string NameOf(Exception exception) => (exception, exception.GetBaseException()) switch
    {
        (_, SocketException socket) => socket.SocketErrorCode.ToString(),
        (HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } failed, _) => failed.HttpRequestError.ToString(),
        (HttpIOException failed, _) => failed.HttpRequestError.ToString(),
        var (_, cause) => cause.GetType().Name,
    };

    private static PollFault? OfAnswer(HttpContext context)
    {
        // A middleware in front of the forwarder that answered 5xx itself (session affinity does) found no way to the site.
        if (context.Response.StatusCode >= 500 && context.Features.Get<IReverseProxyFeature>()?.ProxiedDestination is null)
            return PollFault.Unavailable;
        return null;
    }
}
