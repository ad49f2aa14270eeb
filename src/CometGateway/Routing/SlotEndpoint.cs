using Microsoft.AspNetCore.Http.Features;

namespace CometGateway.Routing;

/// <summary>
/// What routing finds for a <see cref="SlotRequest"/>, held back until it is checked: routing runs an endpoint that is marked as short-circuited
/// itself, past all that stands behind it, so it is shown one that cannot be run.
/// </summary>
internal sealed class SlotEndpoint : IEndpointFeature
{
    private static readonly Endpoint _standIn = new(requestDelegate: null, EndpointMetadataCollection.Empty, "A URL of a connection with many");

    private Endpoint? _found;
    private bool _isShown;

    Endpoint? IEndpointFeature.Endpoint
    {
        get => _isShown || _found is null ? _found : _standIn;
        set => _found = value;
    }

    /// <summary>From now on the request's endpoint is the one that was found; null where there is none.</summary>
    public Endpoint? Show()
    {
        _isShown = true;
        return _found;
    }
}
