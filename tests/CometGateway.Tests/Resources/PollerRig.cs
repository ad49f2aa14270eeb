using CometGateway.Resources;
using CometGateway.TestKit;

namespace CometGateway.Tests.Resources;

/// <summary>A poller whose every poll the test answers by hand, on a clock that it moves.</summary>
internal sealed class PollerRig : IDisposable
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <param name="time">Default one whose timers are exact.</param>
    public PollerRig(ManualTimeProvider? time = null)
    {
        Time = time ?? new();
        Poller = new(PollAsync, Faults.Add, Time);
    }

    public ManualTimeProvider Time { get; }

    public Observed<Poll> Polls { get; } = new("polls");

    public Observed<Exception> Faults { get; } = new("faults");

    public Poller Poller { get; }

    public void Dispose() => Poller.Dispose();

    /// <summary>The poll with that number, counted from 0, once it has begun.</summary>
    public async Task<Poll> PollAsync(int number) => (await Polls.UntilAsync(polls => polls.Count > number, $"poll {number}"))[number];

    /// <summary>Answers a poll and waits until the next one is armed, or known not to come.</summary>
    public async Task AnswerAsync(int number, TimeSpan? delay = null)
    {
        var poll = await PollAsync(number);
        poll.Answer(delay ?? Interval);
        await poll.Run.Done.WaitAsync(Patience.Default);
    }

    /// <summary>A poll that began would have used up the timer, which is armed again only when that poll is answered.</summary>
    public void AssertNoMoreThan(int polls)
    {
        Assert.Equal(1, Time.PendingTimers);
        Assert.Equal(polls, Polls.Count);
    }

    private async Task<TimeSpan> PollAsync(PollRun run, CancellationToken stopping)
    {
        run.StartedAt = Time.GetUtcNow();
        run.Begin(Time.GetElapsedTime(0));
        run.Send(Time.GetElapsedTime(0));
        var poll = new Poll(run, stopping);
        Polls.Add(poll);
        return await poll.Delay.WaitAsync(stopping);
    }

    internal sealed class Poll(PollRun run, CancellationToken stopping)
    {
        private readonly TaskCompletionSource<TimeSpan> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public PollRun Run => run;

        public CancellationToken Stopping => stopping;

        public Task<TimeSpan> Delay => _answer.Task;

        public void Answer(TimeSpan delay) => _answer.SetResult(delay);

        public void Fail(Exception fault) => _answer.SetException(fault);
    }
}
