using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace CometGateway.Resources;

/// <summary>
/// Who may share one poll, as part of a <see cref="ResourceKey"/>: everyone, everyone without a credential, or one credential.
/// A credential is known only by a keyed hash, of which no more than a short prefix is ever shown.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct AudienceKey
{
    private readonly Kind _kind;
    private readonly UInt128 _hash;

    private AudienceKey(Kind kind, UInt128 hash) => (_kind, _hash) = (kind, hash);

    private enum Kind : byte
    {
        Anonymous,
        Everyone,
        Credential,
    }

    /// <summary>Requests that carry no credential. Also the default value: polled with nothing private.</summary>
    public static AudienceKey Anonymous => default;

    /// <summary>All requests of a policy whose Audience is Everyone.</summary>
    public static AudienceKey Everyone => new(Kind.Everyone, default);

    public bool IsCredential => _kind is Kind.Credential;

    /// <param name="hash">At least 16 bytes; the first 16 count (RFC 2104 §5 allows to cut an HMAC to half).</param>
    public static AudienceKey Credential(ReadOnlySpan<byte> hash) => new(Kind.Credential, BinaryPrimitives.ReadUInt128BigEndian(hash));

    /// <summary>"Everyone", "Anonymous" or "Credential".</summary>
    public string KindName => _kind.ToString();

    public override string ToString() => _kind switch
    {
        Kind.Everyone => "everyone",
        Kind.Credential => $"credential:{(uint)(_hash >> 96):x8}",
        _ => "anonymous",
    };
}
