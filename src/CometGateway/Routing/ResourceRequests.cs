using CometGateway.Configuration;
using CometGateway.Resources;

namespace CometGateway.Routing;

/// <summary>Makes <see cref="ResourceRequest"/>s with what is known of identities and of the site's Vary.</summary>
internal sealed class ResourceRequests(Identity identity, VaryMemory vary)
{
    public ResourceRequest Of(HttpContext context, CometRoute route)
    {
        var request = ResourceRequest.Create(
            context.Request,
            route.Id,
            route.Policy,
            identity.Of(context.Request, route.Policy),
            vary.NamesFor(route.Id, context.Request.Path.Value ?? "/"));
        return IsReturn(context) ? request with { IsReturn = true } : request;
    }

    private static bool IsReturn(HttpContext context) => context.Features.Get<SlotRequest>() is { } slot
        ? slot.IsReturn || ReservedQuery.Split(context.Request.QueryString.Value)["comet.since"] is not null
        : RequestKinds.IsReturn(context.Request);
}
