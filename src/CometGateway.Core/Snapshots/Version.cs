using System.Security.Cryptography;
using System.Text;

namespace CometGateway.Core.Snapshots;

/// <summary>
/// The id of a snapshot's content: base64url of the first 12 bytes of SHA-256 over media type, a NUL and the delivered body.
/// The same content has the same id on every node and after every restart.
/// </summary>
internal readonly record struct Version(string? Text)
{
    public const int Length = 16;

    public static Version None => default;

    public bool IsNone => Text is null;

    public static Version Of(string mediaType, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(mediaType));
        hash.AppendData([0]);
        hash.AppendData(body);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        return new(System.Buffers.Text.Base64Url.EncodeToString(digest[..12]));
    }

    /// <summary>A version as a client sent it back; anything that cannot be one of ours is <see cref="None"/>.</summary>
    public static Version Parse(string? text) =>
        text is { Length: Length } && System.Buffers.Text.Base64Url.IsValid(text) ? new(text) : None;

    public override string ToString() => Text ?? "";
}
