using System.Diagnostics.Metrics;
using CometGateway.Core.Snapshots;

namespace CometGateway.Diagnostics;

/// <summary>The meter "CometGateway". Tags are few and low in cardinality: transport, outcome, reason, form; never a path.</summary>
internal sealed class CometMetrics
{
    private static readonly double[] _secondsBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

    private static readonly long[] _bytesBuckets = [64, 256, 1 << 10, 4 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20, 4 << 20];

    // The two statuses of an answer, boxed once.
    private static readonly object _ok = 200;
    private static readonly object _notModified = 304;

    private readonly TimeProvider _time;
    private readonly UpDownCounter<long> _sessions;
    private readonly UpDownCounter<long> _resources;
    private readonly Counter<long> _polls;
    private readonly Histogram<double> _pollDuration;
    private readonly Histogram<double> _changeLatency;
    private readonly Histogram<long> _frameSize;
    private readonly Counter<long> _bytesSent;
    private readonly Counter<long> _bytesPolled;
    private readonly Counter<long> _answers;
    private readonly Counter<long> _recycles;
    private readonly Counter<long> _refusals;

    public CometMetrics(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        var meter = meters.Create(CometDiagnostics.MeterName);
        var seconds = new InstrumentAdvice<double> { HistogramBucketBoundaries = _secondsBuckets };
        _sessions = meter.CreateUpDownCounter<long>("comet.sessions", "{session}", "Open client connections, by transport.");
        _resources = meter.CreateUpDownCounter<long>("comet.resources", "{resource}", "Resources being watched.");
        _polls = meter.CreateCounter<long>("comet.polls", "{poll}", "Polls of the site, by outcome.");
        _pollDuration = meter.CreateHistogram("comet.poll.duration", "s", "Time from a poll's request until its answer is complete.", tags: null, seconds);
        _changeLatency = meter.CreateHistogram("comet.change.latency", "s", "Time from a changed answer's arrival until a shard has written it to its sessions.", tags: null, seconds);
        _frameSize = meter.CreateHistogram(
            "comet.frame.size", "By", "Sizes of the frames made, each once for all who are sent it, by event form and kind (whole or delta).", tags: null, new InstrumentAdvice<long> { HistogramBucketBoundaries = _bytesBuckets });
        _bytesSent = meter.CreateCounter<long>("comet.bytes.sent", "By", "Bytes written to streams.");
        _bytesPolled = meter.CreateCounter<long>("comet.bytes.polled", "By", "Body bytes that polls fetched from the site.");
        _answers = meter.CreateCounter<long>("comet.answers", "{answer}", "Plain GETs answered from a snapshot, by status.");
        _recycles = meter.CreateCounter<long>("comet.recycles", "{session}", "Sessions that the gateway ended, by reason; a long poll that is answered is none.");
        _refusals = meter.CreateCounter<long>("comet.refusals", "{request}", "Requests for a stream that were refused, by reason.");
        meter.CreateObservableUpDownCounter("comet.requests.saved", () => Totals.RequestsSaved, "{request}", "Requests that the site did not get: those of open streams' pages, had each polled as often as the gateway did, and plain GETs answered here, less the polls.");
        meter.CreateObservableUpDownCounter("comet.bytes.saved", () => Totals.BytesSaved, "By", "Body bytes that the site did not have to send: those of the answers to the same requests, less those that the polls fetched.");
    }

    public CometTotals Totals { get; } = new();

    public void SessionOpened(string transport)
    {
        Interlocked.Increment(ref Totals.Sessions);
        _sessions.Add(1, new KeyValuePair<string, object?>("transport", transport));
    }

    public void SessionClosed(string transport)
    {
        Interlocked.Decrement(ref Totals.Sessions);
        _sessions.Add(-1, new KeyValuePair<string, object?>("transport", transport));
    }

    public void Recycled(string reason)
    {
        Interlocked.Increment(ref Totals.Recycles);
        _recycles.Add(1, new KeyValuePair<string, object?>("reason", reason));
    }

    public void Refused(string reason)
    {
        Interlocked.Increment(ref Totals.Refusals);
        _refusals.Add(1, new KeyValuePair<string, object?>("reason", reason));
    }

    public void ResourceStarted()
    {
        Interlocked.Increment(ref Totals.Resources);
        _resources.Add(1);
    }

    public void ResourceStopped()
    {
        Interlocked.Decrement(ref Totals.Resources);
        _resources.Add(-1);
    }

    /// <param name="streams">How many streams are open on the page, or wait for its first state; polls that are held are counted by their answers.</param>
    public void Polled(string outcome, TimeSpan duration, long bytes, int streams)
    {
        Interlocked.Increment(ref Totals.Polls);
        if (string.Equals(outcome, "failed", StringComparison.Ordinal)) Interlocked.Increment(ref Totals.PollsFailed);
        else if (outcome.StartsWith("unchanged", StringComparison.Ordinal)) Interlocked.Increment(ref Totals.PollsUnchanged);
        Interlocked.Add(ref Totals.BytesPolled, bytes);
        Interlocked.Add(ref Totals.PollsOfPages, streams);
        Interlocked.Add(ref Totals.BytesOfPages, streams * bytes);
        var tag = new KeyValuePair<string, object?>("outcome", outcome);
        _polls.Add(1, tag);
        _pollDuration.Record(duration.TotalSeconds, tag);
        _bytesPolled.Add(bytes);
    }

    public void ChangeOnWire(Snapshot snapshot) => _changeLatency.Record((_time.GetUtcNow() - snapshot.ReceivedAt).TotalSeconds);

    public void FrameMade(string form, string kind, long bytes) =>
        _frameSize.Record(bytes, new KeyValuePair<string, object?>("form", form), new KeyValuePair<string, object?>("kind", kind));

    public void BytesSent(long bytes)
    {
        Interlocked.Add(ref Totals.BytesSent, bytes);
        _bytesSent.Add(bytes);
    }

    public void Answered(int status, long bytes)
    {
        Interlocked.Increment(ref Totals.AnswersFromSnapshot);
        Interlocked.Add(ref Totals.BytesFromSnapshot, bytes);
        _answers.Add(1, new KeyValuePair<string, object?>("status", status == 304 ? _notModified : _ok));
    }
}
