namespace CometGateway.Demo.Requests;

/// <summary>What an access log says about one path, or about a whole door.</summary>
/// <param name="Path">The path as the site routes it: `/wiki/{page}`; `(other)` for what it does not know.</param>
/// <param name="Total">Requests since the start.</param>
/// <param name="Ok">Those answered 200.</param>
/// <param name="NotModified">Those answered 304.</param>
/// <param name="Bytes">Body bytes of all answers.</param>
/// <param name="LastTenSeconds">Requests in the last ten seconds, to the second.</param>
public sealed record PathFigures(string Path, long Total, long Ok, long NotModified, long Bytes, long LastTenSeconds);
