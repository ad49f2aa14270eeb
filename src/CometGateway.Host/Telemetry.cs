using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace CometGateway.Host;

/// <summary>Sends metrics and traces to an OpenTelemetry collector; on when OTEL_EXPORTER_OTLP_ENDPOINT is set.</summary>
internal sealed class Telemetry : IHostedService, IDisposable
{
    public const string EndpointKey = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private const int StopMilliseconds = 3_000;

    private MeterProvider? _meters;
    private TracerProvider? _traces;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // The exporter reads its endpoint, headers and protocol from the standard OTEL_ variables by itself.
        var resource = ResourceBuilder.CreateDefault().AddService(CometDiagnostics.MeterName);
        _meters = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(CometDiagnostics.MeterName, "System.Runtime").AddOtlpExporter().Build();
        _traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(CometDiagnostics.ActivitySourceName, "Yarp.ReverseProxy").AddOtlpExporter().Build();
        return Task.CompletedTask;
    }

    // Flushing is synchronous in the SDK, and a collector that is away must not hold up the stop.
    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(
        Task.Run(() => _meters?.Shutdown(StopMilliseconds), cancellationToken),
        Task.Run(() => _traces?.Shutdown(StopMilliseconds), cancellationToken));

    public void Dispose()
    {
        _meters?.Dispose();
        _traces?.Dispose();
    }
}
