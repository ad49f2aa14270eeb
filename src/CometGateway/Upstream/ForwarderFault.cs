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

    private static PollFault? OfAnswer(HttpContext context)
    {
        // A middleware in front of the forwarder that answered 5xx itself (session affinity does) found no way to the site.
        if (context.Response.StatusCode >= 500 && context.Features.Get<IReverseProxyFeature>()?.ProxiedDestination is null)
            return PollFault.Unavailable;
        return null;
    }
}
