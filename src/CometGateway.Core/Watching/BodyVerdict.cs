using System.Text;
using CometGateway.Core.Http;
using CometGateway.Core.Snapshots;
using Version = CometGateway.Core.Snapshots.Version;

namespace CometGateway.Core.Watching;

/// <summary>Decides what the body of a 200 means: the next state, the same one again, or none.</summary>
internal static class BodyVerdict
{
    /// <param name="body">The answer's body without its content coding.</param>
    public static PollOutcome Of(PollAnswer answer, ReadOnlyMemory<byte> body, PollSubject subject)
    {
        var contentType = FieldValue.Sendable(answer.Headers["Content-Type"] ?? "");
        var type = MediaType.Parse(contentType);
        var current = subject.Current;
        var isSameType = string.Equals(contentType, current?.MediaType, StringComparison.Ordinal);
        if (isSameType && body.Span.SequenceEqual(current!.Body.Span)) return new PollOutcome.Unchanged(UnchangedBy.SameBytes);
        var wasJson = current is not null && MediaType.Parse(current.MediaType).IsJson;
        if (wasJson && type.IsHtml) return HtmlForJson(subject);
        var text = BodyText.Of(body, type);
        // Its streams could not be told: a subscriber would keep the old text and take it for the newest.
        if (text is null && current is { Text: not null }) return new PollOutcome.Failed("the site's page is no longer text");
        var page = PageOf(answer, contentType, body, text);
        // Old sites often serve JSON as HTML, and then their login and error pages are of the same type.
        if (current is { IsJson: true } && type.IsHtml && !page.IsJson) return IsDocument(text) ? HtmlForJson(subject) : NoJson();
        if (subject.Select is { } selection) return OfPart(page, type, isSameType ? current : null, selection, subject);
        // Only a site whose JSON was valid before is held to it: some have never been, and their pages live with it.
        if (wasJson && type.IsJson && !page.IsJson && current!.IsJson) return NoJson();
        if (isSameType && !subject.Ignore.IsEmpty && current!.Text is { } before && text is { } after && subject.Ignore.Same(before, after, type))
            return new PollOutcome.Unchanged(UnchangedBy.Ignored);
        return new PollOutcome.Changed(page with { Version = Version.Of(contentType, body.Span) });
    }

    /// <summary>Streams get the selected part, and it alone decides whether they hear of a change; plain GETs get the whole page.</summary>
    /// <param name="current">The last good snapshot, where it has the same media type.</param>
    private static PollOutcome OfPart(Snapshot page, MediaType type, Snapshot? current, IBodySelection selection, PollSubject subject)
    {
        if (page.Text is not { } whole) return PollVerdict.Unusable(subject, "the page is not text, so that nothing can be selected from it");
        var part = selection.Of(whole, type, subject.MaxBodyBytes);
        if (part.WhyNot is { } why) return new PollOutcome.Failed(why);
        page = page with { Text = part.Text, WholeVersion = Version.Of(page.MediaType, page.Body.Span) };
        if (current is not { Text: { } before } || !subject.Ignore.Same(before, part.Text, type))
            return new PollOutcome.Changed(page with { Version = Version.Of(page.MediaType, part.Text.Span) });
        // A version names exactly one text: where what is ignored differs, the text that streams were given stays.
        return before.Span.SequenceEqual(part.Text.Span)
            ? new PollOutcome.Unchanged(UnchangedBy.NotSelected, page with { Version = current.Version })
            : new PollOutcome.Unchanged(UnchangedBy.Ignored, page with { Version = current.Version, Text = before });
    }

    /// <summary>A login or an error page with status 200: never taken for the next state of data.</summary>
    private static PollOutcome HtmlForJson(PollSubject subject)
    {
        const string Reason = "the site answers an HTML page where it answered JSON";
        return subject.IsCredentialed ? new PollOutcome.Ended(EndKind.Unauthorized, Reason) : new PollOutcome.Failed(Reason);
    }

    private static PollOutcome.Failed NoJson() => new("the site's body is not valid JSON");

    // A warning in front of the data, or in its place, begins with a tag too, and passes; a login page is a document.
    private static bool IsDocument(ReadOnlyMemory<byte>? text) =>
        text is { } some && some.Span.TrimStart(" \t\r\n"u8) is var start && (BeginsWith(start, "<!doctype"u8) || BeginsWith(start, "<html"u8));

    private static bool BeginsWith(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word) => text.Length >= word.Length && Ascii.EqualsIgnoreCase(text[..word.Length], word);

    private static Snapshot PageOf(PollAnswer answer, string contentType, ReadOnlyMemory<byte> body, ReadOnlyMemory<byte>? text)
    {
        var (validators, coding) = (Validators.Of(answer.Headers), answer.Headers["Content-Encoding"]);
        return new(
            Version.None,
            contentType,
            body,
            text,
            EndToEndHeaders.Of(answer.Headers),
            coding is null ? validators : validators.Weakened(),
            answer.ReceivedAt)
        {
            Coded = coding is null || coding.Contains(',', StringComparison.Ordinal) ? null : new(coding.Trim(), answer.Body, validators),
        };
    }
}
