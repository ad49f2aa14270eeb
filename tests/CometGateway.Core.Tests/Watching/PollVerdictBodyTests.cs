using System.IO.Compression;
using System.Text;
using CometGateway.Core.Snapshots;
using CometGateway.Core.Watching;
using Version = CometGateway.Core.Snapshots.Version;

namespace CometGateway.Core.Tests.Watching;

/// <summary>What a 200 means by its body.</summary>
public class PollVerdictBodyTests
{
    private const string Html = "<!doctype html><title>Log in</title>";

    [Fact]
    public void Of_TextThatTurnsBinary_FailsAndLeavesTheTextStanding() => Assert.Contains(
        "no longer text",
        Answer.Failed(Answer.Of(200, [0xff, 0x00, 0xfe, 0x01], ("Content-Type", "application/octet-stream")), Answer.New.After("hello", "text/plain")).Reason,
        StringComparison.Ordinal);

    [Fact]
    public void Of_TheSameCodedBytes_AreUnchangedWithoutBeingDecoded()
    {
        var packed = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest)) gzip.Write("{\"a\":1}"u8);
        var answer = Answer.Of(200, packed.ToArray(), ("Content-Type", "application/json"), ("Content-Encoding", "gzip"));

        Assert.Equal(UnchangedBy.SameBytes, Answer.Unchanged(answer, Answer.New.After(answer)));
    }

    [Fact]
    public void Of_TheFirst200_IsChangedToASnapshotOfIt()
    {
        var snapshot = Answer.Changed(Answer.Ok("{\"a\":1}", headers: [("ETag", "\"1\""), ("Age", "3"), ("X-Own", "x")]), Answer.New);

        Assert.Equal(Version.Of("application/json", "{\"a\":1}"u8), snapshot.Version);
        Assert.Equal("application/json", snapshot.MediaType);
        Assert.Equal("{\"a\":1}", snapshot.Text());
        Assert.Equal(new("\"1\"", null), snapshot.Validators);
        Assert.Equal([KeyValuePair.Create("X-Own", "x")], snapshot.Headers);
        Assert.Equal(Answer.At, snapshot.ReceivedAt);
    }

    [Fact]
    public void Of_TheSameBytes_IsUnchanged() => Assert.Equal(UnchangedBy.SameBytes, Answer.Unchanged(Answer.Ok("{}"), Answer.New.After("{}")));

    [Fact]
    public void Of_TheSameBytesUnderANewETag_IsUnchanged() =>
        Assert.Equal(UnchangedBy.SameBytes, Answer.Unchanged(Answer.Ok("{}", headers: ("ETag", "\"new\"")), Answer.New.After("{}")));

    [Fact]
    public void Of_OtherBytes_IsChanged() => Assert.Equal("{\"a\":2}", Answer.Changed(Answer.Ok("{\"a\":2}"), Answer.New.After("{\"a\":1}")).Text());

    [Fact]
    public void Of_TheSameBytesUnderAnotherMediaType_IsChanged()
    {
        Assert.Equal("text/xml", Answer.Changed(Answer.Ok("<a/>", "text/xml"), Answer.New.After("<a/>", "text/plain")).MediaType);
        var ignoring = Answer.New with { Ignore = IgnoreRules.Parse(["never there"]) };
        Assert.Equal("text/xml", Answer.Changed(Answer.Ok("<a/>", "text/xml"), ignoring.After("<a/>", "text/plain")).MediaType);
    }

    [Fact]
    public void Of_ADifferenceThatIsIgnored_IsUnchanged()
    {
        var subject = (Answer.New with { Ignore = IgnoreRules.Parse(["/at"]) }).After("{\"at\":1,\"b\":1}");

        Assert.Equal(UnchangedBy.Ignored, Answer.Unchanged(Answer.Ok("{\"at\":2,\"b\":1}"), subject));
        Answer.Changed(Answer.Ok("{\"at\":2,\"b\":2}"), subject);
    }

    [Fact]
    public void Of_AnEmptyBody_IsARepresentationToo() => Assert.Equal("", Answer.Changed(Answer.Ok("", "text/plain"), Answer.New.After("a", "text/plain")).Text());

    [Fact]
    public void Of_OctetsThatAreNoText_IsASnapshotWithoutText() => Assert.Null(Answer.Changed(Answer.Ok("\u0000", "image/png"), Answer.New).Text);

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public void Of_ACodedBody_IsDecodedAndItsStrongTagWeakened(string coding)
    {
        var snapshot = Answer.Changed(Coded(coding, "{\"a\":1}", ("ETag", "\"1\"")), Answer.New);

        Assert.Equal("{\"a\":1}", snapshot.Text());
        Assert.Equal("W/\"1\"", snapshot.Validators.ETag);
        Assert.Null(snapshot.Headers["Content-Encoding"]);
    }

    [Fact]
    public void Of_TheSameBodyInAnotherCoding_IsUnchanged() =>
        Assert.Equal(UnchangedBy.SameBytes, Answer.Unchanged(Coded("br", "{}"), Answer.New.After(Coded("gzip", "{}"))));

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public void Of_ACorruptCoding_FailsAndNamesIt(string coding)
    {
        var answer = Answer.Of(200, "not coded at all"u8.ToArray(), ("Content-Type", "text/plain"), ("Content-Encoding", coding));

        Assert.Contains(coding, Answer.Failed(answer, Answer.New).Reason, StringComparison.Ordinal);
        Answer.Failed(answer, Answer.New.After("{}"));
    }

    [Fact]
    public void Of_AnUnknownCoding_IsNotWatchableAtFirstAndAFailureLater()
    {
        var answer = Answer.Ok("x", "text/plain", ("Content-Encoding", "zstd"));

        Assert.Contains("'zstd'", Answer.Ended(EndKind.NotWatchable, answer, Answer.New).Reason, StringComparison.Ordinal);
        Answer.Failed(answer, Answer.New.After("{}"));
    }

    [Fact]
    public void Of_AnUnknownCodingOfAnyLength_IsNamedInAFewWords() =>
        Assert.InRange(Answer.Ended(EndKind.NotWatchable, Answer.Ok("x", "text/plain", ("Content-Encoding", new string('z', 5000))), Answer.New).Reason.Length, 1, 200);

    [Fact]
    public void Of_ABodyThatUnpacksOverTheCap_EndsANewResourceAndFailsAKnownOne()
    {
        var bomb = Coded("gzip", new string('a', 2000));

        Answer.Ended(EndKind.TooLarge, bomb, Answer.New);
        Answer.Failed(bomb, Answer.New.After("{}"));
    }

    [Fact]
    public void Of_ABodyOfExactlyTheCap_IsTaken() => Answer.Changed(Answer.Ok(new string('a', 1024), "text/plain"), Answer.New);

    [Fact]
    public void Of_HtmlInPlaceOfAUsersJson_IsUnauthorized() =>
        Answer.Ended(EndKind.Unauthorized, Answer.Ok(Html, "text/html; charset=utf-8"), Answer.New.Credentialed().After("{}"));

    [Fact]
    public void Of_HtmlInPlaceOfPublicJson_Fails() => Answer.Failed(Answer.Ok(Html, "text/html"), Answer.New.After("{}"));

    [Theory]
    [InlineData("<!DOCTYPE html><form action=login>")]
    [InlineData("\n <html><body>")]
    public void Of_HtmlInPlaceOfJsonThatIsServedAsHtml_IsJudgedAsHtml(string body)
    {
        Answer.Ended(EndKind.Unauthorized, Answer.Ok(body, "text/html"), Answer.New.Credentialed().After("{}", "text/html"));
        Answer.Failed(Answer.Ok(body, "text/html"), Answer.New.After("[]", "text/html"));
    }

    [Theory]
    [InlineData("{\"a\":")]
    [InlineData("")]
    [InlineData("Fatal error: out of memory")]
    [InlineData("\n<br />\n<b>Fatal error</b>: Uncaught PDOException")]
    [InlineData("<b>Warning</b>: no database {\"a\":1}")]
    public void Of_BrokenJsonThatIsServedAsHtml_Fails(string body)
    {
        Assert.Contains("not valid JSON", Answer.Failed(Answer.Ok(body, "text/html"), Answer.New.Credentialed().After("{}", "text/html")).Reason, StringComparison.Ordinal);
        Assert.Contains("not valid JSON", Answer.Failed(Answer.Ok(body, "text/html"), Answer.New.After("{}", "text/html")).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_OtherJsonThatIsServedAsHtml_IsChanged() => Answer.Changed(Answer.Ok("{\"a\":2}", "text/html"), Answer.New.After("{\"a\":1}", "text/html"));

    [Fact]
    public void Of_HtmlInPlaceOfHtml_IsChanged() => Answer.Changed(Answer.Ok(Html, "text/html"), Answer.New.Credentialed().After("<p>data</p>", "text/html"));

    [Theory]
    [InlineData("{\"a\":")]
    [InlineData("")]
    [InlineData("{} {}")]
    [InlineData("<html>")]
    public void Of_InvalidJsonAfterValidJson_Fails(string body)
    {
        Answer.Failed(Answer.Ok(body), Answer.New.After("{}"));
        Answer.Failed(Answer.Ok(body), Answer.New.Credentialed().After("{}"));
    }

    [Fact]
    public void Of_JsonThatHasNeverBeenValid_ChangesAsItIs() => Assert.Equal("{'a':2}", Answer.Changed(Answer.Ok("{'a':2}"), Answer.New.After("{'a':1}")).Text());

    [Fact]
    public void Of_AFirstInvalidJson_IsTaken() => Answer.Changed(Answer.Ok("{'a':1}"), Answer.New);

    [Fact]
    public void Of_DeeplyNestedJson_IsJudgedWithoutARecursion()
    {
        var deep = new string('[', 50_000) + new string(']', 50_000);
        var roomy = Answer.New with { MaxBodyBytes = 200_000 };

        Answer.Changed(Answer.Ok(deep), roomy.After("[]"));
    }

    private static Core.Http.PollAnswer Coded(string coding, string text, params (string Name, string Value)[] headers)
    {
        using var packed = new MemoryStream();
        using (Stream coder = coding switch
        {
            "gzip" => new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            "br" => new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            _ => new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true),
        })
            coder.Write(Encoding.UTF8.GetBytes(text));
        return Answer.Of(200, packed.ToArray(), [("Content-Type", "application/json"), ("Content-Encoding", coding), .. headers]);
    }
}
