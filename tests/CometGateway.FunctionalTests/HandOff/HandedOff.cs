using CometGateway.TestKit;

namespace CometGateway.FunctionalTests.HandOff;

/// <summary>The suites of streams once more, with every stream handed off that can be: nothing that a client sees may differ.</summary>
public static class HandedOff
{
    public sealed class EventForm : Streams.EventFormTests
    {
        public EventForm() => HandOffSwitch.TurnOn();
    }

    public sealed class FailingSite : Streams.FailingSiteTests
    {
        public FailingSite() => HandOffSwitch.TurnOn();
    }

    public sealed class KeepAlive : Streams.KeepAliveTests
    {
        public KeepAlive() => HandOffSwitch.TurnOn();
    }

    public sealed class Recycling : Streams.RecyclingTests
    {
        public Recycling() => HandOffSwitch.TurnOn();
    }

    public sealed class Since : Streams.SinceTests
    {
        public Since() => HandOffSwitch.TurnOn();
    }

    public sealed class WireClient : Streams.WireClientTests
    {
        public WireClient() => HandOffSwitch.TurnOn();
    }

    public sealed class Braid : Lines.BraidTests
    {
        public Braid() => HandOffSwitch.TurnOn();
    }

    public sealed class BraidLifetime : Lines.BraidLifetimeTests
    {
        public BraidLifetime() => HandOffSwitch.TurnOn();
    }

    public sealed class Iframe : Lines.IframeTests
    {
        public Iframe() => HandOffSwitch.TurnOn();
    }

    public sealed class LineResume : Lines.LineResumeTests
    {
        public LineResume() => HandOffSwitch.TurnOn();
    }

    public sealed class LineStream : Lines.LineStreamTests
    {
        public LineStream() => HandOffSwitch.TurnOn();
    }

    public sealed class Ending : Faults.EndingTests
    {
        public Ending() => HandOffSwitch.TurnOn();
    }

    public sealed class Fault : Faults.FaultTests
    {
        public Fault() => HandOffSwitch.TurnOn();
    }

    public sealed class Drain : Lifetime.DrainTests
    {
        public Drain() => HandOffSwitch.TurnOn();
    }

    public sealed class Limit : Lifetime.LimitTests
    {
        public Limit() => HandOffSwitch.TurnOn();
    }
}
