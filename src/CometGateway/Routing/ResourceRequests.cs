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

    /// <summary>The key alone of a request that has nothing for the gateway in its query; null when the gateway cannot poll for its caller.</summary>
    public ResourceKey? KeyOf(HttpRequest request, CometRoute route) =>
        identity.Of(request, route.Policy) is { NotWatchable: null } caller
            ? ResourceRequest.KeyOf(request, route.Id, route.Policy, caller.Audience, vary.NamesFor(route.Id, request.Path.Value ?? "/"), request.QueryString.Value ?? "")
            : null;

    private static bool IsReturn(HttpContext context) => context.Features.Get<SlotRequest>() is { } slot
        ? slot.IsReturn || ReservedQuery.Split(context.Request.QueryString.Value)["comet.since"] is not null
        : RequestKinds.IsReturn(context.Request);
}
