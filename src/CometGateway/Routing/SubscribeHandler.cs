using System.IO.Pipelines;
using CometGateway.Configuration;
using CometGateway.Core.Deltas;
using CometGateway.Core.Watching;
using CometGateway.Diagnostics;
using CometGateway.Lifetime;
using CometGateway.Resources;
using CometGateway.Transports;
using CometGateway.Upstream;

namespace CometGateway.Routing;

/// <summary>Opens the stream of one page: finds the resource, waits for its first state, and hands the response to a shard.</summary>
internal sealed class SubscribeHandler(CometRoutes routes, SessionPlaces places, ResourceFinder finder, SessionRunner runner, CometMetrics metrics)
{
    private readonly SharedHeaders _headers = new();

    /// <summary>
    /// The steps that open the stream are over when the wait for its end begins, and what remains is the wait itself: what an idle one holds is counted in bytes.
    /// </summary>
    public Task InvokeAsync(HttpContext context, CometRoute route, IUpstream upstream, StreamWish wish) => OpenAsync(context, route, upstream, wish).Unwrap();

    /// <returns>What remains to be waited for: nothing when the request has another answer, or the stream has left it.</returns>
    private async Task<Task> OpenAsync(HttpContext context, CometRoute route, IUpstream upstream, StreamWish wish)
    {
        StreamResponse.NeverTimeOut(context);
        RequestStream? stream = null;
        var refusal = await places.StayAsync(context, async place => stream = await TryOpenAsync(context, route, place, upstream, wish));
        if (refusal is not null) await RefuseAsync(context, refusal, wish, routes.Current.Settings);
        return stream?.Ended ?? Task.CompletedTask;
    }

    private async Task<RequestStream?> TryOpenAsync(HttpContext context, CometRoute route, Place place, IUpstream upstream, StreamWish wish)
    {
        var reserved = ReservedQuery.Split(context.Request.QueryString.Value);
        var (parameters, wrong) = StreamParameters.Of(context.Request, reserved, route.Policy.Events);
        if (wrong is not null || (wrong = StreamRefusal.ForTransport(wish.Transport, route.Policy)) is not null)
        {
            await RefuseAsync(context, wrong, wish, place.Settings);
            return null;
        }

        switch (await finder.AttachAsync(context, route, place.Settings, upstream, place.Address))
        {
            case Attachment.To(var resource):
                try
                {
                    return await BeginAsync(context, resource, parameters!, place, wish);
                }
                finally
                {
                    if (!place.IsKept) resource.Lifeline.Detach();
                }

            case Attachment.Over({ Kind: EndKind.Moved, Location: { } location })
                when MovedLocation.For(location, context.Request, reserved, route.Cluster.Destinations) is { } seen:
                Redirect(context, seen);
                break;
            case Attachment.Over(var ended):
                await RefuseAsync(context, StreamRefusal.Of(ended), wish, place.Settings);
                break;
            case Attachment.Refused(var refusal):
                await RefuseAsync(context, refusal, wish, place.Settings);
                break;
        }

        return null;
    }

    private async Task<RequestStream?> BeginAsync(HttpContext context, WatchedResource resource, StreamParameters parameters, Place place, StreamWish wish)
    {
        var (wire, isRelayed) = (wish.Wire, StreamResponse.IsRelayed(context.Request));
        var coding = resource.IsCompressed ? StreamResponse.CodingFor(context.Request, wire) : null;
        StreamResponse.Prepare(context, wish, coding);
        await context.Response.StartAsync(context.RequestAborted);
        // Braid has one form of its own.
        var framing = Framing.Of(wire, wire == BraidWire.Instance ? EventForm.TextDelta : parameters.Events, coding);
        // Here it delays nobody else; a shard's loop then finds it made.
        resource.Broadcast.Prepare(parameters.Since, framing);
        // The connection of a poll goes on with the client's next request.
        if (!wish.IsPoll && await HandOffRules.TryTakeAsync(context, place.Settings) is { } taken)
        {
            try
            {
                Begin(new HandedOffStream(wish.Transport, taken, resource.Lifeline, place.Kept, runner), taken);
                return null;
            }
            catch (Exception fault)
            {
                // Nobody else has the connection any more.
                await taken.CompleteAsync(fault);
                throw;
            }
        }

        _headers.Share(context.Request.Headers);
        var stream = new RequestStream(wish.Transport, context, resource.Lifeline, place.Kept, runner);
        Begin(stream, context.Response.BodyWriter);
        return stream;

        void Begin(OpenStream opened, PipeWriter writer)
        {
            var frames = SessionFrames.Of(wire, coding, StreamOpening.RetryFor(place.Settings, Random.Shared), parameters.NamedKeepAlive);
            var times = StreamOpening.TimesFor(place.Settings, wish, Random.Shared);
            var session = new StreamSession(writer, frames, times, opened, coding is null ? null : new Envelope(coding)) { EndsWithNews = wish.IsPoll, IsRelayed = isRelayed };
            session.Add(new Subscriber(resource.Broadcast, parameters.Since, framing));
            // From here on its end gives the place back, so nothing may fail in between.
            runner.Begin(opened, session);
            place.Keep();
        }
    }

    private Task RefuseAsync(HttpContext context, Refusal refusal, StreamWish wish, CometSettings settings)
    {
        metrics.Refused(refusal.Code);
        return Farewell.IsFor(refusal, wish) ? Farewell.WriteAsync(context, refusal, wish, settings) : Problem.WriteAsync(context, refusal);
    }

    private static void Redirect(HttpContext context, string location)
    {
        context.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
        context.Response.Headers.Location = location;
        context.Response.Headers.Vary = "Accept";
    }
}
