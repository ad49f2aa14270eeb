using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using CometGateway.Diagnostics;
using CometGateway.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace CometGateway.FunctionalTests.Metrics;

/// <summary>A gateway and everything that its own meter says; other gateways in this process have meters of the same name.</summary>
internal sealed class MeasuredGateway : IAsyncDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<Measurement> _measurements = [];
    private GatewayApp? _app;

    public GatewayApp App => _app!;

    public IReadOnlyList<Measurement> All => [.. _measurements];

    public static async Task<MeasuredGateway> StartAsync(string json, TimeProvider? time = null)
    {
        var gateway = new MeasuredGateway();
        // Instruments that exist already are offered when the listener starts; sessions begin only after that.
        gateway._app = await GatewayApp.StartAsync(json, time);
        var own = gateway._app.Services.GetRequiredService<IMeterFactory>();
        gateway._listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name is CometDiagnostics.MeterName && ReferenceEquals(instrument.Meter.Scope, own)) listener.EnableMeasurementEvents(instrument);
        };
        gateway._listener.SetMeasurementEventCallback<long>(gateway.Note);
        gateway._listener.SetMeasurementEventCallback<double>(gateway.Note);
        gateway._listener.Start();
        return gateway;
    }

    /// <summary>The sum of what an instrument recorded with a tag of that value, or with any tags.</summary>
    public double Sum(string instrument, string? tag = null) => Of(instrument, tag).Sum(one => one.Value);

    public IReadOnlyList<Measurement> Of(string instrument, string? tag = null) =>
        [.. _measurements.Where(one => one.Instrument == instrument && (tag is null || one.Tags.Any(pair => pair.Value as string == tag)))];

    /// <summary>Asks the observable instruments.</summary>
    public double Observe(string instrument)
    {
        _listener.RecordObservableInstruments();
        return Of(instrument)[^1].Value;
    }

    public Task SumReachesAsync(string instrument, double sum, string? tag = null) =>
        Eventually.IsTrueAsync(() => Sum(instrument, tag) >= sum, $"{instrument} {tag} at {sum}; it is at {Sum(instrument, tag)}");

    public async ValueTask DisposeAsync()
    {
        if (_app is not null) await _app.DisposeAsync();
        _listener.Dispose();
    }

    private void Note<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
        where T : struct => _measurements.Enqueue(new(instrument.Name, Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture), tags.ToArray()));
}

internal sealed record Measurement(string Instrument, double Value, IReadOnlyList<KeyValuePair<string, object?>> Tags);
