using CometGateway.Core.Http;
using CometGateway.Core.Snapshots;
using Microsoft.Extensions.Primitives;

namespace CometGateway.Resources;

/// <summary>The header lines that every answer from a stored state has, a 304 as well as a 200: made once.</summary>
/// <param name="Of">The snapshot that it was made of.</param>
/// <param name="Headers">The stored headers that it was made of.</param>
/// <param name="ETag">The tag of the bytes that are sent, which stands among the lines too; or null.</param>
internal sealed record AnswerHead(Snapshot Of, HeaderFields Headers, string? ETag, KeyValuePair<string, StringValues>[] Lines);
