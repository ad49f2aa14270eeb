using CometGateway.Configuration;
using CometGateway.Core.Watching;
using CometGateway.Resources;
using CometGateway.Upstream;
using Yarp.ReverseProxy.Model;

namespace CometGateway.Routing;

/// <summary>The end of the way of a <see cref="SlotRequest"/>: attaches it to its resource, by the rules for the stream of one page.</summary>
internal sealed class SlotAttacher(CometRoutes routes, ResourceFinder finder)
{
    public async Task AttachAsync(HttpContext context, SlotRequest slot, IUpstream upstream)
    {
        var route = routes.Current.Routes.GetValueOrDefault(context.GetReverseProxyFeature().Route.Config.RouteId);
        slot.Answer = route is null ? SlotAnswer.Refused(SlotDispatch.NotWatched) : await AnswerAsync(context, slot, route, upstream);
    }

    private async Task<SlotAnswer> AnswerAsync(HttpContext context, SlotRequest slot, CometRoute route, IUpstream upstream)
    {
        if (StreamRefusal.ForTransport(slot.Transport, route.Policy) is { } off) return SlotAnswer.Refused(off);
        var reserved = ReservedQuery.Split(context.Request.QueryString.Value);
        var (parameters, wrong) = StreamParameters.Of(context.Request, reserved, slot.Events ?? route.Policy.Events);
        if (wrong is not null) return SlotAnswer.Refused(wrong);
        if (!slot.Since.IsNone) parameters = parameters! with { Since = slot.Since };
        return await finder.AttachAsync(context, route, slot.Settings, upstream, slot.Address) switch
        {
            Attachment.To attached => new(attached, parameters, null),
            Attachment.Over { End: { Kind: EndKind.Moved, Location: { } location } }
                when MovedLocation.For(location, context.Request, ReservedQuery.Split(null), route.Cluster.Destinations) is { } seen =>
                SlotAnswer.Refused(new(307, "moved", "The page has moved", $"It is now at {seen}.")),
            Attachment.Over over => SlotAnswer.Refused(StreamRefusal.Of(over.End)),
            Attachment.Refused refused => SlotAnswer.Refused(refused.Refusal),
            _ => throw new InvalidOperationException("An attachment is one of three."),
        };
    }
}
