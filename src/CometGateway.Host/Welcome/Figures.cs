using CometGateway.Demo;
using CometGateway.Demo.Requests;

namespace CometGateway.Host.Welcome;

/// <summary>What the welcome page shows in numbers.</summary>
/// <param name="Now">The server's clock in ms since 1970: browsers' clocks differ, and delays are measured against it.</param>
/// <param name="Site">The front door's address. It is another one after a restart, and open pages then load again.</param>
/// <param name="Visitors">Simulated visitors on each side.</param>
/// <param name="Connected">How many of the streaming ones have a stream open.</param>
/// <param name="FrontDoor">Requests of browsers that use the site directly.</param>
/// <param name="BackDoor">Requests of the gateway.</param>
internal sealed record Figures(
    long Now, string Site, int Visitors, int Connected, DoorFigures FrontDoor, DoorFigures BackDoor, SeenFigures Polling, SeenFigures Streaming)
{
    public static Figures Of(DemoSite site, Crowd crowd, TimeProvider time) => new(
        time.GetUtcNow().ToUnixTimeMilliseconds(),
        site.DirectAddress.AbsoluteUri,
        crowd.Size,
        crowd.Connected,
        new(site.Requests.FrontDoor.All, site.Requests.FrontDoor.Paths),
        new(site.Requests.BackDoor.All, site.Requests.BackDoor.Paths),
        crowd.Polling.Figures,
        crowd.Streaming.Figures);
}

internal sealed record DoorFigures(PathFigures All, IReadOnlyList<PathFigures> Paths);

/// <summary>How changes reached one side's visitors, over the last <see cref="Sightings.Kept"/> sightings.</summary>
/// <param name="Count">Sightings counted.</param>
/// <param name="MeanMs">From the change to the visitor, mean; 0 without sightings.</param>
/// <param name="WorstMs">The longest of them.</param>
/// <param name="Missed">Changes that were replaced by the next before the visitor saw them.</param>
internal sealed record SeenFigures(int Count, double MeanMs, double WorstMs, long Missed);
