using CometGateway.Core.Watching;

namespace CometGateway.Core.Tests.Watching;

public class SessionDutyTests
{
    private const long KeepAlive = 20_000;
    private const long SendTimeout = 10_000;
    private static readonly SessionClock Idle = new(LastWrite: 0, SendingSince: -1, RecycleAt: 600_000, BytesLeft: 1000);

    [Theory]
    [InlineData(0, SessionDuty.None)]
    [InlineData(19_999, SessionDuty.None)]
    [InlineData(20_000, SessionDuty.KeepAlive)]
    [InlineData(599_999, SessionDuty.KeepAlive)]
    [InlineData(600_000, SessionDuty.Recycle)]
    public void Due_OfASilentSession_IsKeepAliveAndThenRecycle(long now, object duty) =>
        Assert.Equal((SessionDuty)duty, Idle.Due(now, KeepAlive, SendTimeout));

    [Theory]
    [InlineData(5_000, 24_999, SessionDuty.None)]
    [InlineData(5_000, 25_000, SessionDuty.KeepAlive)]
    public void Due_AfterAWrite_CountsSilenceFromThere(long lastWrite, long now, object duty) =>
        Assert.Equal((SessionDuty)duty, (Idle with { LastWrite = lastWrite }).Due(now, KeepAlive, SendTimeout));

    [Theory]
    [InlineData(1, SessionDuty.None)]
    [InlineData(0, SessionDuty.Recycle)]
    [InlineData(-500, SessionDuty.Recycle)]
    public void Due_WhenTheByteBudgetIsSpent_IsRecycle(long left, object duty) =>
        Assert.Equal((SessionDuty)duty, (Idle with { BytesLeft = left }).Due(1, KeepAlive, SendTimeout));

    [Theory]
    [InlineData(9_999, SessionDuty.None)]
    [InlineData(10_000, SessionDuty.Stalled)]
    public void Due_WhileAWriteIsOut_IsStalledAfterSendTimeoutAndNothingElseBefore(long now, object duty)
    {
        var clock = new SessionClock(LastWrite: -100_000, SendingSince: 0, RecycleAt: 1, BytesLeft: -1);

        Assert.Equal((SessionDuty)duty, clock.Due(now, KeepAlive, SendTimeout));
    }
}
