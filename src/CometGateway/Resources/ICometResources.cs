namespace CometGateway;

/// <summary>The resources that the gateway watches now. Resolve it from the service container.</summary>
public interface ICometResources
{
    /// <summary>A look at every watched resource, in no order.</summary>
    IReadOnlyList<CometResourceInfo> List();

    /// <summary>Polls the resources at a path at once, whatever their query and audience, and again after 250 ms and 1 s.</summary>
    /// <param name="path">The path that a resource has in <see cref="List"/>, for example "/api/prices": as clients of the gateway see it, without the application's path base.</param>
    /// <returns>How many resources are polled; 0 when nobody watches that path.</returns>
    int Refresh(string path);
}
