using CometGateway.Resources;
using CometGateway.TestKit;

namespace CometGateway.Tests.Resources;

public class LifelineTests
{
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(5);
    private readonly ManualTimeProvider _time = new();
    private readonly Lifeline _lifeline;
    private int _demands;
    private int _ends;

    public LifelineTests() => _lifeline = new(Linger, _time, () => _demands++, () => _ends++);

    [Fact]
    public void TryAttach_CountsAndDemands()
    {
        Assert.True(_lifeline.TryAttach());
        Assert.True(_lifeline.TryAttach());

        Assert.Equal((2, 2, 0), (_lifeline.Subscribers, _demands, _ends));
    }

    [Fact]
    public void Detach_OfTheLast_LingersAndEnds()
    {
        _lifeline.TryAttach();
        _lifeline.TryAttach();
        _lifeline.Detach();
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, _ends);

        _lifeline.Detach();
        _time.Advance(Linger - TimeSpan.FromTicks(1));
        Assert.Equal(0, _ends);
        _time.Advance(TimeSpan.FromTicks(1));

        Assert.Equal(1, _ends);
        Assert.False(_lifeline.TryAttach());
        Assert.False(_lifeline.TryHold());
    }

    [Fact]
    public void TryAttach_WhileItLingers_KeepsIt()
    {
        _lifeline.TryAttach();
        _lifeline.Detach();
        _time.Advance(Linger / 2);
        _lifeline.TryAttach();
        _time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(0, _ends);
    }

    [Fact]
    public void TryHold_DemandsNothing_AndLingersOnlyAfterItsRelease()
    {
        Assert.True(_lifeline.TryHold());
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal((0, 0), (_demands, _ends));

        _lifeline.Release();
        _time.Advance(Linger);

        Assert.Equal(1, _ends);
    }

    [Fact]
    public void TryHold_WhileItLingers_KeepsItUntilItsRelease()
    {
        _lifeline.TryAttach();
        _lifeline.Detach();
        _time.Advance(Linger / 2);
        _lifeline.TryHold();
        _time.Advance(Linger * 3);
        Assert.Equal(0, _ends);

        _lifeline.Release();
        _time.Advance(Linger / 2);
        Assert.Equal(0, _ends);
        _time.Advance(Linger / 2);

        Assert.Equal(1, _ends);
    }

    [Fact]
    public void TryTouch_WhileItLingers_LetsItLingerFromThere()
    {
        _lifeline.TryHold();
        _lifeline.Release();
        for (var i = 0; i < 10; i++)
        {
            _time.Advance(Linger - TimeSpan.FromTicks(1));
            Assert.True(_lifeline.TryTouch());
        }

        _time.Advance(Linger - TimeSpan.FromTicks(1));
        Assert.Equal(0, _ends);
        _time.Advance(TimeSpan.FromTicks(1));

        Assert.Equal((1, 0), (_ends, _demands));
        Assert.False(_lifeline.TryTouch());
    }

    [Fact]
    public void TryTouch_LongBeforeTheLastLeft_ShortensNothing()
    {
        _lifeline.TryAttach();
        _lifeline.TryTouch();
        _time.Advance(TimeSpan.FromHours(1));
        _lifeline.Detach();
        _time.Advance(Linger - TimeSpan.FromTicks(1));
        Assert.Equal(0, _ends);
        _time.Advance(TimeSpan.FromTicks(1));

        Assert.Equal(1, _ends);
    }

    [Fact]
    public void Cut_AfterATouch_EndsItAtOnce()
    {
        _lifeline.TryAttach();
        _lifeline.TryTouch();
        _lifeline.Cut();

        Assert.Equal(1, _ends);
        Assert.False(_lifeline.TryTouch());
    }

    [Fact]
    public void Release_WhileSubscribersAreThere_LingersNot()
    {
        _lifeline.TryAttach();
        _lifeline.TryHold();
        _lifeline.Release();
        _time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(0, _ends);
    }

    [Fact]
    public void Cut_EndsItOnce_WhoeverIsThere()
    {
        _lifeline.TryAttach();
        _lifeline.TryHold();
        _lifeline.Cut();
        _lifeline.Cut();
        _lifeline.Detach();
        _lifeline.Release();
        _time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(1, _ends);
        Assert.False(_lifeline.TryAttach());
    }
}
