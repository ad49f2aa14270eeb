using System.Net;
using CometGateway.TestKit;

namespace CometGateway.FunctionalTests.Coded;

/// <summary>The suites of streams once more, with clients that accept a coding: once decoded, nothing may differ.</summary>
public static class Compressed
{
    public sealed class EventForm : Streams.EventFormTests
    {
        public EventForm() => CodingSwitch.TurnOn(DecompressionMethods.GZip);
    }

    public sealed class KeepAlive : Streams.KeepAliveTests
    {
        public KeepAlive() => CodingSwitch.TurnOn(DecompressionMethods.Brotli);
    }

    public sealed class RecyclingInBrotli : Streams.RecyclingTests
    {
        public RecyclingInBrotli() => CodingSwitch.TurnOn(DecompressionMethods.Brotli);
    }

    public sealed class RecyclingInGzip : Streams.RecyclingTests
    {
        public RecyclingInGzip() => CodingSwitch.TurnOn(DecompressionMethods.GZip);
    }

    public sealed class Since : Streams.SinceTests
    {
        public Since() => CodingSwitch.TurnOn(DecompressionMethods.GZip);
    }

    public sealed class LineResume : Lines.LineResumeTests
    {
        public LineResume() => CodingSwitch.TurnOn(DecompressionMethods.GZip);
    }

    public sealed class LineStream : Lines.LineStreamTests
    {
        public LineStream() => CodingSwitch.TurnOn(DecompressionMethods.Brotli);
    }

    public sealed class ManyUrlsInBrotli : Many.ManyUrlsTests
    {
        public ManyUrlsInBrotli() => CodingSwitch.TurnOn(DecompressionMethods.Brotli);
    }

    public sealed class ManyUrlsInGzip : Many.ManyUrlsTests
    {
        public ManyUrlsInGzip() => CodingSwitch.TurnOn(DecompressionMethods.GZip);
    }

    public sealed class ManyResume : Many.ManyResumeTests
    {
        public ManyResume() => CodingSwitch.TurnOn(DecompressionMethods.GZip);
    }

    public sealed class Drain : Lifetime.DrainTests
    {
        public Drain() => CodingSwitch.TurnOn(DecompressionMethods.GZip);
    }
}
