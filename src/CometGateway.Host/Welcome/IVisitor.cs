namespace CometGateway.Host.Welcome;

/// <summary>One simulated browser.</summary>
internal interface IVisitor
{
    /// <summary>Looks at the ticker until the connection ends or fails; called again then.</summary>
    Task VisitAsync(CancellationToken cancellation);
}
