using System.Text;
using CometGateway.Core.Http;
using CometGateway.Core.Snapshots;
using CometGateway.Core.Watching;
using Version = CometGateway.Core.Snapshots.Version;

namespace CometGateway.Core.Tests.Watching;

/// <summary>What a 200 means where streams deliver a part of the page.</summary>
public class PollVerdictSelectTests
{
    private const string First = """{"at":1,"items":[{"n":1,"seen":1}]}""";
    private const string Items = """[{"n":1,"seen":1}]""";

    private static readonly PollSubject Selecting = Answer.New with { Select = JsonSelection.Parse("/items") };

    [Fact]
    public void Of_TheFirst200_DeliversThePartAndKeepsThePage()
    {
        var snapshot = Answer.Changed(Answer.Ok(First), Selecting);

        Assert.Equal(Items, snapshot.Text());
        Assert.Equal(First, Encoding.UTF8.GetString(snapshot.Body.Span));
        Assert.Equal(Version.Of("application/json", Encoding.UTF8.GetBytes(Items)), snapshot.Version);
        Assert.Equal(Version.Of("application/json", Encoding.UTF8.GetBytes(First)), snapshot.BodyVersion);
    }

    [Fact]
    public void Of_TheWholePage_HasOneId()
    {
        var snapshot = Answer.Changed(Answer.Ok(First), Answer.New);

        Assert.True(snapshot.WholeVersion.IsNone);
        Assert.Equal(snapshot.Version, snapshot.BodyVersion);
    }

    [Fact]
    public void Of_AChangeInThePart_IsChanged() =>
        Assert.Equal("[]", Answer.Changed(Answer.Ok("""{"at":1,"items":[]}"""), Selecting.After(First)).Text());

    [Fact]
    public void Of_AChangeOutsideThePart_IsUnchangedWithTheNewPage()
    {
        var subject = Selecting.After(First);
        var outcome = Unchanged(Answer.Ok("""{"at":2,"items":[{"n":1,"seen":1}]}""", headers: ("ETag", "\"2\"")), subject);

        Assert.Equal(UnchangedBy.NotSelected, outcome.By);
        var page = outcome.Page!;
        Assert.Equal(subject.Current!.Version, page.Version);
        Assert.NotEqual(subject.Current!.BodyVersion, page.BodyVersion);
        Assert.Equal(Items, page.Text());
        Assert.Contains("\"at\":2", Encoding.UTF8.GetString(page.Body.Span), StringComparison.Ordinal);
        Assert.Equal("\"2\"", page.Validators.ETag);
        // The text must not keep the page alive that it was first found on.
        Assert.True(page.Text!.Value.Span.Overlaps(page.Body.Span));
    }

    // Ignore speaks of what is delivered; a version names one text, so the one that streams have stays.
    [Fact]
    public void Of_AnIgnoredChangeInThePart_IsUnchangedWithTheNewPageAndTheOldText()
    {
        var subject = (Selecting with { Ignore = IgnoreRules.Parse(["/*/seen"]) }).After(First);
        var outcome = Unchanged(Answer.Ok("""{"at":2,"items":[{"n":1,"seen":2}]}"""), subject);

        Assert.Equal(UnchangedBy.Ignored, outcome.By);
        Assert.Equal(Items, outcome.Page!.Text());
        Assert.Equal(subject.Current!.Version, outcome.Page!.Version);
        Assert.Contains("\"seen\":2", Encoding.UTF8.GetString(outcome.Page!.Body.Span), StringComparison.Ordinal);
        Answer.Changed(Answer.Ok("""{"at":2,"items":[{"n":2,"seen":2}]}"""), subject);
    }

    [Fact]
    public void Of_ThePageThatCameLast_IsUnchangedByItsBytes()
    {
        const string Second = """{"at":2,"items":[{"n":1,"seen":1}]}""";
        var subject = Selecting.After(First);
        subject = subject with { Current = Unchanged(Answer.Ok(Second), subject).Page };

        Assert.Equal(new PollOutcome.Unchanged(UnchangedBy.SameBytes), PollVerdict.Of(Answer.Ok(Second), subject));
    }

    [Fact]
    public void Of_TheSamePartUnderAnotherMediaType_IsChanged() => Answer.Changed(Answer.Ok(First, "application/x-json"), Selecting.After(First));

    [Fact]
    public void Of_APageWithoutThePart_FailsWithTheSelectorsName()
    {
        Assert.Equal("nothing on the page matches Select '/items'", Answer.Failed(Answer.Ok("{}"), Selecting).Reason);
        Assert.Equal("nothing on the page matches Select '/items'", Answer.Failed(Answer.Ok("{}"), Selecting.After(First)).Reason);
    }

    [Fact]
    public void Of_ABrokenPage_IsJudgedAsAWhole()
    {
        Assert.Equal("the site's body is not valid JSON", Answer.Failed(Answer.Ok("""{"items":[],"at":"""), Selecting.After(First)).Reason);
        Answer.Failed(Answer.Ok("<p>", "text/html"), Selecting.After(First));
        Answer.Ended(EndKind.Unauthorized, Answer.Ok("<p>", "text/html"), Selecting.Credentialed().After(First));
    }

    [Fact]
    public void Of_OctetsThatAreNoText_AreNotWatchableAtFirstAndAFailureLater()
    {
        var image = Answer.Of(200, [0xff, 0, 1], ("Content-Type", "image/png"));

        Answer.Ended(EndKind.NotWatchable, image, Selecting);
        Answer.Failed(image, Selecting.After(First));
    }

    [Fact]
    public void Of_ATextInAnotherCharset_IsSelectedFromAsText()
    {
        var answer = Answer.Of(200, Encoding.Unicode.GetBytes("\uFEFF{\"items\":[\"é\"]}"), ("Content-Type", "application/json"));

        Assert.Equal("[\"é\"]", Answer.Changed(answer, Selecting).Text());
    }

    [Fact]
    public void Of_APartOverTheCap_IsTheSelectionsOwnToRefuse()
    {
        var asked = 0;
        var selection = new Recorded(max => asked = max);
        Answer.Changed(Answer.Ok(First), Answer.New with { Select = selection });

        Assert.Equal(Answer.New.MaxBodyBytes, asked);
    }

    private static PollOutcome.Unchanged Unchanged(PollAnswer answer, PollSubject subject) =>
        Assert.IsType<PollOutcome.Unchanged>(PollVerdict.Of(answer, subject));

    private sealed class Recorded(Action<int> onMax) : IBodySelection
    {
        public SelectedPart Of(ReadOnlyMemory<byte> text, MediaType type, int maxBytes)
        {
            onMax(maxBytes);
            return SelectedPart.Found(text);
        }
    }
}
