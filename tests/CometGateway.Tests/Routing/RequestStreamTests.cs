using System.Net;
using CometGateway.Lifetime;
using CometGateway.Resources;
using CometGateway.Routing;
using CometGateway.TestKit;
using CometGateway.Tests.Transports;
using CometGateway.Transports;
using Microsoft.AspNetCore.Http;

namespace CometGateway.Tests.Routing;

/// <summary>When the wait of a stream's request is over.</summary>
public sealed class RequestStreamTests : IDisposable
{
    private static readonly AddressKey Address = AddressKey.Of(IPAddress.Loopback);
    private readonly ShardRig _rig = new();
    private readonly SessionLimits _limits = new();
    private readonly CancellationTokenSource _left = new();
    private readonly SessionRunner _runner;
    private readonly RequestStream _stream;
    private readonly StreamSession _session;

    public RequestStreamTests()
    {
        var lifeline = new Lifeline(TimeSpan.FromSeconds(5), _rig.Time, () => { }, () => { });
        lifeline.TryAttach();
        Assert.Null(_limits.TryEnter(Address, new()));
        _runner = new(_rig.Shards, _rig.Metrics);
        _stream = new("test", new DefaultHttpContext { RequestAborted = _left.Token }, lifeline, new(_limits, Address), _runner);
        _session = new StreamSession(new RecordingWriter(), SessionFrames.Of(SseWire.Instance, coding: null, TimeSpan.Zero, isSeen: false), ShardRig.Quiet, _stream);
        var broadcast = _rig.NewBroadcast();
        _rig.Publish(broadcast, "one");
        _session.Add(new Subscriber(broadcast, default, Framing.Of(SseWire.Instance, default)));
    }

    public void Dispose()
    {
        _left.Dispose();
        _rig.Dispose();
    }

    [Fact]
    public async Task AClientThatLeaves_EndsIt()
    {
        _runner.Begin(_stream, _session);
        await _rig.SettledAsync();
        Assert.False(_stream.Ended.IsCompleted);

        await _left.CancelAsync();

        await _stream.Ended.WaitAsync(Patience.Default);
        Assert.True(_session.IsOver);
        Assert.Equal(0, _limits.Count);
    }

    [Fact]
    public async Task WhatFollowsItInItsRequest_KeepsNoShardFromItsWork()
    {
        using var isDone = new ManualResetEventSlim();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var following = _stream.Ended.ContinueWith(
            _ =>
            {
                begun.SetResult();
                return isDone.Wait(Patience.Default);
            },
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        _runner.Begin(_stream, _session);

        await _left.CancelAsync();

        await begun.Task.WaitAsync(Patience.Default);
        await _rig.SettledAsync();
        Assert.False(following.IsCompleted);
        isDone.Set();
        Assert.True(await following);
    }

    [Fact]
    public async Task AClientThatHadLeftBeforeItBegan_EndsIt()
    {
        await _left.CancelAsync();

        _runner.Begin(_stream, _session);

        await _stream.Ended.WaitAsync(Patience.Default);
        Assert.True(_session.IsOver);
    }

    /// <summary>A shard may end it as soon as it has it, before its request has said that it wants to hear of the client's leaving.</summary>
    [Fact]
    public async Task OneThatIsOverBeforeItsRequestKnowsOfIt_IsOver_AndLetsGoOnce()
    {
        var shard = _rig.Shards.Next();
        shard.Post(ShardWorkKind.Join, _session);
        shard.Post(ShardWorkKind.CutAll, null);
        await _rig.SettledAsync();
        await _stream.Ended.WaitAsync(Patience.Default);
        Assert.Null(_limits.TryEnter(Address, new()));

        _stream.Begin(shard, _session);
        await _left.CancelAsync();
        await _rig.SettledAsync();

        Assert.Equal(1, _limits.Count);
    }
}
