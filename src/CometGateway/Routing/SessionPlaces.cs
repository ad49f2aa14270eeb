using CometGateway.Configuration;
using CometGateway.Lifetime;
using CometGateway.Resources;

namespace CometGateway.Routing;

/// <summary>Gives every client that waits a place while it is there, within the limits and while the node takes clients.</summary>
internal sealed class SessionPlaces(CometRoutes routes, SessionLimits limits, Readiness readiness)
{
    /// <summary>Holds a place while <paramref name="stay"/> runs, and longer when that keeps it.</summary>
    /// <returns>Why there is none, and then nothing was run.</returns>
    public async Task<Refusal?> StayAsync(HttpContext context, Func<Place, Task> stay)
    {
        var settings = routes.Current.Settings;
        var address = AddressKey.Of(Peer.Address(context));
        var refusal = readiness.IsReady ? limits.TryEnter(address, settings.Limits) : Refusal.Draining;
        if (refusal is not null) return refusal;
        var place = new Place(limits, settings, address);
        try
        {
            await stay(place);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client left before its stream began.
        }
        finally
        {
            if (!place.IsKept) place.GiveBack();
        }

        return null;
    }
}
