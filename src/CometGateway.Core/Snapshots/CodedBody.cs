namespace CometGateway.Core.Snapshots;

/// <summary>A body as the site compressed it: old pages that ask for it again get it as they always did.</summary>
/// <param name="Coding">The Content-Encoding, one coding.</param>
/// <param name="Validators">The site's own, which name exactly these bytes.</param>
internal sealed record CodedBody(string Coding, ReadOnlyMemory<byte> Bytes, Validators Validators);
