using System.Diagnostics.Metrics;
using System.Text;
using CometGateway.Core.Deltas;
using CometGateway.Core.History;
using CometGateway.Core.Http;
using CometGateway.Core.Snapshots;
using CometGateway.Core.Watching;
using CometGateway.Diagnostics;
using CometGateway.TestKit;
using CometGateway.Transports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Version = CometGateway.Core.Snapshots.Version;

namespace CometGateway.Tests.Transports;

/// <summary>Shards on a clock that the test moves, and the means to know that they have done all their work.</summary>
internal sealed class ShardRig : IDisposable
{
    public static readonly SessionTimes Quiet = new(KeepAlive: 20_000, SendTimeout: 10_000, Lifetime: 600_000, Bytes: long.MaxValue);

    private static readonly Frame Opening = Frame.Of("retry: 1\n\n"u8.ToArray());
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public ShardRig(int shards = 1)
    {
        Meters = _services.GetRequiredService<IMeterFactory>();
        Metrics = new(Meters, Time);
        Shards = new(Time, Metrics, NullLogger<SessionShard>.Instance, shards);
    }

    public ManualTimeProvider Time { get; } = new();

    public IMeterFactory Meters { get; }

    public CometMetrics Metrics { get; }

    public SessionShards Shards { get; }

    public Broadcast NewBroadcast(DeltaEncoders? encoders = null) => new(
        Shards, new HistoryBounds(16, 16 << 20, TimeSpan.FromMinutes(5)),
        new FrameEncoder("prices", encoders ?? DeltaEncoders.By(DeltaRules.Default), isCompressed: true, Metrics, NullLogger.Instance));

    public Version Publish(Broadcast broadcast, string body)
    {
        var snapshot = SnapshotOf(body);
        broadcast.Update(view => view.With(view.History.Append(snapshot), view.With(ResourceStatus.Live).Status));
        return snapshot.Version;
    }

    public static void Tell(Broadcast broadcast, ResourceState state, string reason) => broadcast.Update(view => view.With(new ResourceStatus(state, reason)));

    public Snapshot SnapshotOf(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        return new(Version.Of("text/plain", bytes), "text/plain", bytes, bytes, HeaderFields.Empty, Validators.None, Time.GetUtcNow());
    }

    /// <summary>A session of a client that takes everything at once.</summary>
    public RecordedSession Open(Broadcast broadcast, SessionTimes? times = null, Version since = default, EventForm form = EventForm.Snapshot, bool isRelayed = false) =>
        new(this, new RecordingWriter(), broadcast, times ?? Quiet, since, form, isRelayed);

    public static Session NewSession(
        System.IO.Pipelines.PipeWriter writer, Broadcast broadcast, SessionTimes times, Version since, Action abort, EventForm form = EventForm.Snapshot, bool isRelayed = false)
    {
        var frames = SessionFrames.Of(SseWire.Instance, coding: null, TimeSpan.Zero, isSeen: false) with { Opening = Opening };
        var session = new StreamSession(writer, frames, times, new AwaitedEnd(abort)) { IsRelayed = isRelayed };
        session.Add(new Subscriber(broadcast, since, Framing.Of(SseWire.Instance, form)));
        return session;
    }

    /// <summary>Hears of what these shards, and those around them, measure.</summary>
    public MeterListener Listen<T>(string instrument, Action<T> record)
        where T : struct
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (found, self) =>
            {
                if (found.Name == instrument && ReferenceEquals(found.Meter.Scope, Meters)) self.EnableMeasurementEvents(found);
            },
        };
        listener.SetMeasurementEventCallback<T>((_, value, _, _) => record(value));
        listener.Start();
        return listener;
    }

    /// <summary>Completes when every shard has done what was in its inbox before this call.</summary>
    public async Task SettledAsync()
    {
        foreach (var shard in Shards.All)
        {
            var probe = new RecordingWriter();
            var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            probe.OnWrite = _ => written.TrySetResult();
            var session = NewSession(probe, NewBroadcast(), Quiet, default, () => { });
            shard.Post(ShardWorkKind.Join, session);
            shard.Post(ShardWorkKind.Leave, session);
            await written.Task.WaitAsync(Patience.Default);
            await session.Completion.WaitAsync(Patience.Default);
        }
    }

    /// <summary>Moves the clock second by second, and lets the shards do each tick.</summary>
    public async Task PassAsync(int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            await SettledAsync();
        }
    }

    public void Dispose()
    {
        Shards.Dispose();
        _services.Dispose();
    }
}
