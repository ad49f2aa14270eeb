using System.Diagnostics.Metrics;
using System.Net;
using CometGateway.Configuration;
using CometGateway.Lifetime;
using CometGateway.Resources;
using CometGateway.Routing;
using CometGateway.Tests.Transports;
using CometGateway.Transports;

namespace CometGateway.Tests.Routing;

/// <summary>What a stream lets go at its end.</summary>
public sealed class OpenStreamTests : IDisposable
{
    private static readonly AddressKey Address = AddressKey.Of(IPAddress.Loopback);
    private readonly ShardRig _rig = new();
    private readonly SessionLimits _limits = new();
    private readonly Lifeline _lifeline;

    public OpenStreamTests()
    {
        _lifeline = new(TimeSpan.FromSeconds(5), _rig.Time, () => { }, () => { });
        _lifeline.TryAttach();
        Assert.Null(_limits.TryEnter(Address, new()));
    }

    private (int Places, int Subscribers) Held => (_limits.Count, _lifeline.Subscribers);

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void ItsPlace_IsFreeBeforeItsAnswerEnds()
    {
        var heldAtTheEnd = new List<(int, int)>();
        var stream = NewStream(() => heldAtTheEnd.Add(Held));
        Assert.Equal((1, 1), Held);

        stream.OnEnded(SessionEnd.Recycled);

        Assert.Equal([(0, 0)], heldAtTheEnd);
    }

    [Fact]
    public void AListenerToFiguresThatThrows_KeepsNothing()
    {
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (ReferenceEquals(instrument.Meter.Scope, _rig.Meters)) self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, _, _) => throw new InvalidOperationException("a listener failed"));
        listener.SetMeasurementEventCallback<int>((_, _, _, _) => throw new InvalidOperationException("a listener failed"));
        listener.Start();
        var closed = 0;

        Assert.Throws<InvalidOperationException>(() => NewStream(() => closed++).OnEnded(SessionEnd.Recycled));

        Assert.Equal((0, 0), Held);
        Assert.Equal(1, closed);
    }

    private Stream NewStream(Action close) => new(_lifeline, new(_limits, Address), new(_rig.Shards, _rig.Metrics), close);

    private sealed class Stream(Lifeline lifeline, KeptPlace place, SessionRunner runner, Action close) : OpenStream("test", lifeline, place, runner)
    {
        public override void Abort()
        {
        }

        protected override void Close(SessionEnd end) => close();
    }
}
