namespace CometGateway;

/// <summary>The names under which CometGateway reports to OpenTelemetry and other listeners.</summary>
public static class CometDiagnostics
{
    /// <summary>Name of the <see cref="System.Diagnostics.Metrics.Meter"/>: "CometGateway".</summary>
    public const string MeterName = "CometGateway";

    /// <summary>Name of the <see cref="System.Diagnostics.ActivitySource"/>: "CometGateway".</summary>
    public const string ActivitySourceName = "CometGateway";
}
