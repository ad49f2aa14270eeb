using CometGateway.Configuration;
using CometGateway.Lifetime;

namespace CometGateway.Tests.Lifetime;

public class SessionLimitsTests
{
    private static readonly LimitSettings Limits = new() { Sessions = 3, SessionsPerAddress = 2 };
    private static readonly AddressKey One = new(1);
    private static readonly AddressKey Other = new(2);
    private readonly SessionLimits _sessions = new();

    [Fact]
    public void TryEnter_UpToTheLimitOfAnAddress()
    {
        Assert.Null(_sessions.TryEnter(One, Limits));
        Assert.Null(_sessions.TryEnter(One, Limits));

        var refusal = _sessions.TryEnter(One, Limits)!;

        Assert.Equal((429, "address_sessions_full", 2), (refusal.Status, refusal.Code, _sessions.Count));
    }

    [Fact]
    public void TryEnter_UpToTheLimitInAll()
    {
        for (var i = 0UL; i < 3; i++) Assert.Null(_sessions.TryEnter(new(i), Limits));

        var refusal = _sessions.TryEnter(new(9), Limits)!;

        Assert.Equal((503, "sessions_full", 3), (refusal.Status, refusal.Code, _sessions.Count));
    }

    [Fact]
    public void Leave_GivesThePlaceBack()
    {
        _sessions.TryEnter(One, Limits);
        _sessions.TryEnter(One, Limits);
        _sessions.TryEnter(Other, Limits);
        _sessions.Leave(One);

        Assert.Equal(2, _sessions.Count);
        Assert.Null(_sessions.TryEnter(One, Limits));
    }

    [Fact]
    public void TryEnter_ARefusal_TakesNoPlace()
    {
        var narrow = Limits with { Sessions = 1 };
        _sessions.TryEnter(One, narrow);
        for (var i = 0; i < 10; i++) Assert.NotNull(_sessions.TryEnter(Other, narrow));
        _sessions.Leave(One);

        Assert.Equal(0, _sessions.Count);
        Assert.Null(_sessions.TryEnter(Other, narrow));
    }
}
