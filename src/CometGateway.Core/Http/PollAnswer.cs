namespace CometGateway.Core.Http;

/// <summary>What came back for one <see cref="PollRequest"/>: a message as it was on the wire, or a fault.</summary>
/// <param name="Status">Status code; 0 when <paramref name="Fault"/> is set.</param>
/// <param name="Body">Body bytes, still in their content coding.</param>
/// <param name="RequestedAt">When the request was sent (RFC 9111 §4.2.3 request_time).</param>
/// <param name="ReceivedAt">When the answer was complete.</param>
/// <param name="Fault">Null, or why there is no usable message.</param>
/// <param name="FaultDetail">Which destination it was and what its connection met, for the operator's log alone; null where nothing is known.</param>
internal sealed record PollAnswer(
    int Status,
    HeaderFields Headers,
    ReadOnlyMemory<byte> Body,
    DateTimeOffset RequestedAt,
    DateTimeOffset ReceivedAt,
    PollFault? Fault = null,
    string? FaultDetail = null);
