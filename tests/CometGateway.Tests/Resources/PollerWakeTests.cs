namespace CometGateway.Tests.Resources;

/// <summary>A write wakes the poller.</summary>
public sealed class PollerWakeTests : IDisposable
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);
    private readonly PollerRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task Wake_PollsAtOnce_ThenAfter250Milliseconds_ThenAfterASecond()
    {
        _rig.Poller.Start();
        await _rig.AnswerAsync(0, TimeSpan.FromMinutes(1));
        _rig.Time.Advance(TimeSpan.FromSeconds(10));

        _rig.Poller.Wake();
        await _rig.AnswerAsync(1, TimeSpan.FromMinutes(1));
        _rig.Time.Advance(TimeSpan.FromMilliseconds(249));
        _rig.AssertNoMoreThan(2);
        _rig.Time.Advance(Moment);
        await _rig.AnswerAsync(2, TimeSpan.FromMinutes(1));
        _rig.Time.Advance(TimeSpan.FromMilliseconds(749));
        _rig.AssertNoMoreThan(3);
        _rig.Time.Advance(Moment);
        await _rig.AnswerAsync(3, TimeSpan.FromMinutes(1));
        _rig.Time.Advance(TimeSpan.FromSeconds(59));

        _rig.AssertNoMoreThan(4);
        Assert.Equal([false, true, true, true], _rig.Polls.Items.Select(poll => poll.Run.IsWake));
    }

    [Fact]
    public async Task Wake_AgainAndAgain_PutsTheFollowUpsOff()
    {
        _rig.Poller.Start();
        await _rig.AnswerAsync(0, TimeSpan.FromMinutes(1));
        for (var i = 1; i <= 5; i++)
        {
            _rig.Time.Advance(TimeSpan.FromMilliseconds(200));
            _rig.Poller.Wake();
            await _rig.AnswerAsync(i, TimeSpan.FromMinutes(1));
        }

        _rig.Time.Advance(TimeSpan.FromMilliseconds(250));
        await _rig.AnswerAsync(6, TimeSpan.FromMinutes(1));
        _rig.Time.Advance(TimeSpan.FromMilliseconds(750));
        await _rig.AnswerAsync(7, TimeSpan.FromMinutes(1));
        _rig.Time.Advance(TimeSpan.FromSeconds(50));

        _rig.AssertNoMoreThan(8);
    }

    [Fact]
    public async Task Wake_DuringAPoll_QueuesExactlyOneMore_AndTheFollowUps()
    {
        _rig.Poller.Start();
        var running = await _rig.PollAsync(0);
        _rig.Time.Advance(Moment);
        _rig.Poller.Wake();
        _rig.Poller.Wake();
        Assert.Equal(1, _rig.Polls.Count);

        running.Answer(TimeSpan.FromMinutes(1));
        await _rig.AnswerAsync(1, TimeSpan.FromMinutes(1));
        _rig.Time.Advance(TimeSpan.FromMilliseconds(250));
        await _rig.AnswerAsync(2, TimeSpan.FromMinutes(1));
        _rig.Time.Advance(TimeSpan.FromMilliseconds(750));
        await _rig.AnswerAsync(3, TimeSpan.FromMinutes(1));
        _rig.Time.Advance(TimeSpan.FromSeconds(50));

        _rig.AssertNoMoreThan(4);
    }

    [Fact]
    public async Task Wake_DuringAPollThatOutlastsTheFollowUps_AddsOnePollForBoth()
    {
        _rig.Poller.Start();
        await _rig.AnswerAsync(0, TimeSpan.FromMinutes(1));
        _rig.Time.Advance(Moment);
        _rig.Poller.Wake();
        var slow = await _rig.PollAsync(1);
        _rig.Time.Advance(TimeSpan.FromSeconds(3));
        slow.Answer(TimeSpan.FromMinutes(1));
        await _rig.AnswerAsync(2, TimeSpan.FromMinutes(1));
        _rig.Time.Advance(TimeSpan.FromSeconds(50));

        _rig.AssertNoMoreThan(3);
    }

    [Fact]
    public void Wake_OfWhatNobodySubscribesTo_PollsNothing()
    {
        _rig.Poller.Wake();
        _rig.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(0, _rig.Polls.Count);
    }
}
