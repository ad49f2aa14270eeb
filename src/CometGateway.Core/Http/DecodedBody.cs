namespace CometGateway.Core.Http;

/// <summary>What became of a coded body.</summary>
/// <param name="Body">The bytes without their coding; empty unless <paramref name="Result"/> is <see cref="DecodeResult.Ok"/>.</param>
/// <param name="Coding">The coding that failed, in lower case and at most 40 characters; null when none did.</param>
internal readonly record struct DecodedBody(DecodeResult Result, ReadOnlyMemory<byte> Body, string? Coding = null);

internal enum DecodeResult
{
    Ok,

    /// <summary>The bytes are not, or not wholly, what Content-Encoding says.</summary>
    Corrupt,

    /// <summary>The body, or what a coding unpacks to, is larger than allowed.</summary>
    TooLarge,

    /// <summary>A coding that is not gzip, br, deflate or identity, or more than three of them.</summary>
    Unsupported,
}
