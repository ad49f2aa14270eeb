using CometGateway.Core.Http;
using CometGateway.Core.Snapshots;

namespace CometGateway.Resources;

/// <summary>The last good state of a resource, as plain GETs are answered from it and as it is parked.</summary>
/// <param name="Snapshot">The page as the site sent it last; its version and text are those that streams have.</param>
/// <param name="CheckedAt">When the poll that last confirmed it was sent.</param>
/// <param name="Freshness">By the headers of that poll's answer.</param>
/// <param name="Headers">The stored headers, brought up to date by every 304 (RFC 9111 §4.3.4).</param>
/// <param name="Held">The validators for the next conditional request; newer than the snapshot's own after an ignored change.</param>
internal sealed record StoredAnswer(Snapshot Snapshot, DateTimeOffset CheckedAt, Freshness Freshness, HeaderFields Headers, Validators Held)
{
    /// <summary>What all answers from it have in common, as they made it of the snapshot and the headers; null before the first.</summary>
    public AnswerHead? Head { get; set; }

    /// <summary>The same for those who get the body as the site compressed it.</summary>
    public AnswerHead? CodedHead { get; set; }
}
