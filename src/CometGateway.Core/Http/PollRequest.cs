using System.Net;

namespace CometGateway.Core.Http;

/// <summary>One GET to the upstream, as the client would have sent it to the gateway.</summary>
/// <param name="Scheme">"http" or "https", as the client used it; becomes X-Forwarded-Proto.</param>
/// <param name="Host">The Host the client used; sites with virtual hosts answer by it.</param>
/// <param name="Path">Decoded path with its leading slash.</param>
/// <param name="Query">Empty, or the query with its leading question mark, reserved parameters removed.</param>
/// <param name="ClientAddress">Whom X-Forwarded-For names; null names nobody.</param>
/// <param name="Headers">Everything else to send: validators, credentials, the headers that select the representation.</param>
/// <param name="PathBase">What was taken off the path; becomes X-Forwarded-Prefix.</param>
internal sealed record PollRequest(string Scheme, string Host, string Path, string Query, HeaderFields Headers, IPAddress? ClientAddress = null, string PathBase = "");
