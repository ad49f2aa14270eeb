namespace CometGateway.Demo.Requests;

/// <summary>The site's access log, in figures, since it was started.</summary>
public sealed class RequestLog
{
    internal RequestLog(TimeProvider time) => (FrontDoor, BackDoor) = (new(time), new(time));

    /// <summary>Requests to the address that browsers use directly.</summary>
    public DoorLog FrontDoor { get; }

    /// <summary>Requests to the address that a proxy uses.</summary>
    public DoorLog BackDoor { get; }
}
