using CometGateway.Configuration;
using CometGateway.Routing;

namespace CometGateway.Tests.Routing;

public class HoldWishTests
{
    [Theory]
    [InlineData("wait=30", 30)]
    [InlineData("WAIT=30", 30)]
    [InlineData("wait = \"30\"", 30)]
    [InlineData("respond-async, wait=10", 10)]
    [InlineData("wait=10; foo=bar, wait=20", 10)]
    [InlineData("handling=lenient;wait=5, wait=7", 7)]
    [InlineData("wait=0", 0)]
    [InlineData("wait=600", 600)]
    [InlineData("wait=100000", 600)]
    [InlineData("wait=x, wait=7", 7)]
    public void Of_PreferWait_IsThatLong_WithinBounds(string prefer, int seconds)
    {
        var wish = HoldWish.Of(Requests.Get("/", Requests.Header("Prefer", prefer)), Requests.PerCredential)!;

        Assert.Equal((TimeSpan.FromSeconds(seconds), true, null), (wish.Wait, wish.IsAsked, (object?)wish.Delta));
    }

    [Theory]
    [InlineData("wait")]
    [InlineData("wait=")]
    [InlineData("wait=-1")]
    [InlineData("wait=1.5")]
    [InlineData("wait=+1")]
    [InlineData("wait=soon")]
    [InlineData("waits=10")]
    [InlineData("respond-async")]
    [InlineData("handling=lenient; wait=5")]
    [InlineData("")]
    public void Of_AnotherPreference_IsNoWish(string prefer) => Assert.Null(HoldWish.Of(Requests.Get("/", Requests.Header("Prefer", prefer)), Requests.PerCredential));

    [Theory]
    [InlineData("text-delta", "TextDelta")]
    [InlineData("json-patch;q=0.5", "JsonPatch")]
    [InlineData("vcdiff, gzip, json-patch, text-delta", "JsonPatch")]
    [InlineData("vcdiff", null)]
    [InlineData("items", null)]
    [InlineData("merge-patch", null)]
    [InlineData("snapshot", null)]
    [InlineData("text-delta;q=0", null)]
    [InlineData("text-delta; q=0.000, json-patch", "JsonPatch")]
    public void Of_AcceptedManipulations_IsTheFirstThatWeMake(string manipulations, string? form)
    {
        var wish = HoldWish.Of(Requests.Get("/", Requests.Header("A-IM", manipulations), Requests.Header("Prefer", "wait=1")), Requests.PerCredential)!;

        Assert.Equal(form, wish.Delta?.ToString());
    }

    [Theory]
    [InlineData("If-None-Match", "\"a\"", true)]
    [InlineData("If-Modified-Since", "Sun, 01 Mar 2026 12:00:00 GMT", true)]
    [InlineData("Accept", "*/*", false)]
    public void Of_AGetUnderHoldPolls_IsHeldWhereItIsConditional(string name, string value, bool isHeld)
    {
        var policy = Requests.PerCredential with { HoldPolls = TimeSpan.FromSeconds(20) };

        var wish = HoldWish.Of(Requests.Get("/", Requests.Header(name, value)), policy);

        Assert.Equal(isHeld ? new HoldWish(TimeSpan.FromSeconds(20), IsAsked: false, Delta: null) : null, wish);
        Assert.Null(HoldWish.Of(Requests.Get("/", Requests.Header(name, value)), Requests.PerCredential));
    }

    [Fact]
    public void Of_UnderAPolicyWithoutLongPolls_IsNoWish_ButItsHoldPollsStillHold()
    {
        CometPolicy policy = Requests.PerCredential with { Transports = ["sse"] };
        var request = Requests.Get("/", Requests.Header("Prefer", "wait=9"), Requests.Header("If-None-Match", "\"a\""));

        Assert.Null(HoldWish.Of(request, policy));
        Assert.Equal(TimeSpan.FromSeconds(20), HoldWish.Of(request, policy with { HoldPolls = TimeSpan.FromSeconds(20) })!.Wait);
    }
}
