using System.Text;
using CometGateway.Core.Http;
using CometGateway.Core.Snapshots;
using CometGateway.Core.Watching;

namespace CometGateway.Core.Tests.Watching;

/// <summary>Answers and subjects for the tests of <see cref="PollVerdict"/>.</summary>
internal static class Answer
{
    public static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A resource that was never answered, polled without credentials.</summary>
    public static PollSubject New { get; } = new(
        "/api/prices", "?unit=eur", null, Held: Validators.None, IsCredentialed: false, StripsCookies: false, IsOverridden: false,
        IgnoreRules.None, KnownVary: [], MaxBodyBytes: 1024);

    public static PollAnswer Ok(string body, string type = "application/json", params (string Name, string Value)[] headers) =>
        Of(200, Encoding.UTF8.GetBytes(body), [("Content-Type", type), .. headers]);

    public static PollAnswer Of(int status, params (string Name, string Value)[] headers) => Of(status, [], headers);

    public static PollAnswer Of(int status, byte[] body, params (string Name, string Value)[] headers) =>
        new(status, new(headers.Select(h => KeyValuePair.Create(h.Name, h.Value))), body, At, At);

    public static PollAnswer Fault(PollFault fault) => new(0, HeaderFields.Empty, default, At, At, fault);

    /// <summary>The same resource after a first good answer.</summary>
    public static PollSubject After(this PollSubject subject, PollAnswer first) =>
        subject with { Current = Assert.IsType<PollOutcome.Changed>(PollVerdict.Of(first, subject)).Snapshot };

    public static PollSubject After(this PollSubject subject, string body, string type = "application/json") => subject.After(Ok(body, type));

    public static PollSubject Credentialed(this PollSubject subject) => subject with { IsCredentialed = true };

    public static Snapshot Changed(PollAnswer answer, PollSubject subject) => Assert.IsType<PollOutcome.Changed>(PollVerdict.Of(answer, subject)).Snapshot;

    public static UnchangedBy Unchanged(PollAnswer answer, PollSubject subject) => Assert.IsType<PollOutcome.Unchanged>(PollVerdict.Of(answer, subject)).By;

    public static PollOutcome.Failed Failed(PollAnswer answer, PollSubject subject) => Assert.IsType<PollOutcome.Failed>(PollVerdict.Of(answer, subject));

    public static PollOutcome.Ended Ended(EndKind kind, PollAnswer answer, PollSubject subject)
    {
        var ended = Assert.IsType<PollOutcome.Ended>(PollVerdict.Of(answer, subject));
        Assert.Equal(kind, ended.Kind);
        return ended;
    }

    public static string Text(this Snapshot snapshot) => Encoding.UTF8.GetString(snapshot.Text!.Value.Span);
}
