using CometGateway.Core.Http;
using CometGateway.Core.Snapshots;
using CometGateway.Core.Watching;

namespace CometGateway.Core.Tests.Watching;

/// <summary>What each status code and each fault means.</summary>
public class PollVerdictStatusTests
{
    private static readonly PollSubject Known = Answer.New.After("{}");
    private static readonly Validators Asked = new("\"1\"", null);

    [Fact]
    public void Of_304ToAConditionalPoll_IsUnchanged() =>
        Assert.Equal(UnchangedBy.NotModified, Answer.Unchanged(Answer.Of(304), Known with { Held = Asked }));

    [Theory]
    [InlineData("\"1\"")]
    [InlineData("W/\"1\"")]
    public void Of_304ThatNamesTheTagAskedAbout_IsUnchanged(string etag) =>
        Assert.Equal(UnchangedBy.NotModified, Answer.Unchanged(Answer.Of(304, ("ETag", etag)), Known with { Held = Asked }));

    [Fact]
    public void Of_304ThatNamesAnotherTag_Fails() => Answer.Failed(Answer.Of(304, ("ETag", "\"2\"")), Known with { Held = Asked });

    [Theory]
    [InlineData("Cache-Control", "no-store", EndKind.NotWatchable)]
    [InlineData("Cache-Control", "private", EndKind.NotWatchable)]
    [InlineData("Set-Cookie", "visit=1", EndKind.NotWatchable)]
    [InlineData("Vary", "*", EndKind.NotWatchable)]
    [InlineData("Vary", "Accept-Language", EndKind.Varies)]
    public void Of_304ThatTakesBackWhatThe200Allowed_EndsTheResource(string name, string value, object kind) =>
        Answer.Ended((EndKind)kind, Answer.Of(304, (name, value)), Known with { Held = Asked });

    [Fact]
    public void Of_304ThatWasNotAskedFor_Fails() => Assert.Contains("304", Answer.Failed(Answer.Of(304), Known).Reason, StringComparison.Ordinal);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Of_304WithNothingHeld_IsNotWatchable(bool conditional) =>
        Answer.Ended(EndKind.NotWatchable, Answer.Of(304), Answer.New with { Held = conditional ? Asked : Validators.None });

    [Theory]
    [InlineData(401, EndKind.Unauthorized)]
    [InlineData(403, EndKind.Unauthorized)]
    [InlineData(404, EndKind.Gone)]
    [InlineData(410, EndKind.Gone)]
    public void Of_AFinalStatus_EndsTheResourceWhetherItWasGoodBeforeOrNot(int status, object kind)
    {
        foreach (var subject in new[] { Answer.New, Known, Known.Credentialed() })
            Assert.Contains(status.ToString(System.Globalization.CultureInfo.InvariantCulture), Answer.Ended((EndKind)kind, Answer.Of(status), subject).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(408)]
    [InlineData(425)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    [InlineData(599)]
    public void Of_AStatusThatMayPass_FailsWhetherItWasGoodBeforeOrNot(int status)
    {
        Assert.Null(Answer.Failed(Answer.Of(status), Answer.New).RetryAfter);
        Assert.Contains(status.ToString(System.Globalization.CultureInfo.InvariantCulture), Answer.Failed(Answer.Of(status), Known).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(429, "7", 7)]
    [InlineData(503, "Sun, 01 Mar 2026 12:01:00 GMT", 60)]
    [InlineData(503, "Sun, 01 Mar 2026 11:00:00 GMT", 0)]
    public void Of_AStatusThatMayPass_TellsRetryAfterFromTheAnswersOwnTime(int status, string retryAfter, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Answer.Failed(Answer.Of(status, ("Retry-After", retryAfter)), Known).RetryAfter);

    [Fact]
    public void Of_AnUnreadableRetryAfter_IsNone() => Assert.Null(Answer.Failed(Answer.Of(503, ("Retry-After", "later")), Known).RetryAfter);

    [Theory]
    [InlineData(201)]
    [InlineData(202)]
    [InlineData(203)]
    [InlineData(204)]
    [InlineData(206)]
    [InlineData(226)]
    [InlineData(300)]
    [InlineData(305)]
    [InlineData(400)]
    [InlineData(405)]
    [InlineData(406)]
    [InlineData(418)]
    public void Of_AnAnswerThatIsNoWholeRepresentation_IsNotWatchableAtFirstAndAFailureLater(int status)
    {
        Answer.Ended(EndKind.NotWatchable, Answer.Of(status), Answer.New);
        Answer.Failed(Answer.Of(status), Known);
    }

    [Theory]
    [InlineData(PollFault.Timeout, "in time")]
    [InlineData(PollFault.Unavailable, "no server")]
    [InlineData(PollFault.Transport, "connection")]
    public void Of_AFault_FailsAndSaysWhich(object fault, string word)
    {
        Assert.Contains(word, Answer.Failed(Answer.Fault((PollFault)fault), Known).Reason, StringComparison.Ordinal);
        Assert.Contains(word, Answer.Failed(Answer.Fault((PollFault)fault), Answer.New).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_ABodyOverTheCap_EndsANewResourceAndNamesTheKeyAndTheLimit()
    {
        var reason = Answer.Ended(EndKind.TooLarge, Answer.Fault(PollFault.BodyTooLarge), Answer.New).Reason;

        Assert.Contains("MaxBodyBytes (1024)", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_ABodyOverTheCap_LeavesTheLastGoodStateStanding() => Answer.Failed(Answer.Fault(PollFault.BodyTooLarge), Known);
}
