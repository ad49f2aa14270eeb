using System.Diagnostics.Metrics;
using CometGateway.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace CometGateway.FunctionalTests.Watched;

/// <summary>One gateway's polls, from its own meter: what each meant and when it was over.</summary>
internal sealed class PollLog : IDisposable
{
    private readonly MeterListener _listener = new();

    public PollLog(IServiceProvider services)
    {
        // Meters of several gateways in one process have one name; the factory is what they do not share.
        var own = services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name is "comet.polls" && ReferenceEquals(instrument.Meter.Scope, own)) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, _, tags, _) => Ended.Add(new((string)tags[0].Value!, TimeProvider.System.GetTimestamp())));
        _listener.Start();
    }

    public Observed<SeenPoll> Ended { get; } = new("polls");

    /// <summary>Waits for so many failed polls from now on.</summary>
    public async Task<IReadOnlyList<SeenPoll>> NextFailuresAsync(int count, TimeSpan? within = null)
    {
        var before = Ended.Count;
        var all = await Ended.UntilAsync(polls => polls.Skip(before).Count(IsFailure) >= count, $"{count} more failed polls", within);
        return [.. all.Skip(before).Where(IsFailure)];
    }

    /// <summary>Waits until a poll has failed so long after the last one that did not.</summary>
    public Task FailingForAsync(TimeSpan time) => Ended.UntilAsync(
        polls => polls is [.., var last] && IsFailure(last) && TimeProvider.System.GetElapsedTime(polls.Last(poll => !IsFailure(poll)).At, last.At) > time, $"polls that have failed for {time}");

    /// <summary>The times from each poll's end to the next one's.</summary>
    public static IReadOnlyList<TimeSpan> Gaps(IReadOnlyList<SeenPoll> polls) =>
        [.. polls.Zip(polls.Skip(1), (one, next) => TimeProvider.System.GetElapsedTime(one.At, next.At))];

    public void Dispose() => _listener.Dispose();

    private static bool IsFailure(SeenPoll poll) => poll.Outcome is "failed";
}

/// <param name="At">A timestamp of the system's clock.</param>
internal sealed record SeenPoll(string Outcome, long At);
