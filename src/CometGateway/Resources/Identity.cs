using System.Buffers;
using System.Security.Cryptography;
using CometGateway.Configuration;
using CometGateway.Core.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace CometGateway.Resources;

/// <summary>
/// Decides whose a request is. The default is safe without thought: every cookie, an Authorization header and a TLS client
/// certificate are credentials, and each set of them has an audience of its own.
/// The hash is keyed by random bytes of this process, so that a memory dump or a log gives nobody a way to test guesses.
/// </summary>
internal sealed class Identity
{
    private const string ByCertificate = "the client is identified by a TLS client certificate, which a poll cannot present";

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    public Caller Of(HttpRequest request, CometPolicy policy) =>
        policy.Audience is AudienceMode.Everyone ? Caller.Everyone : Of(request, policy.IdentityCookies);

    /// <param name="identityCookies">The names of the cookies that identify (case-sensitive, RFC 6265 §4.1.2); empty means that all do.</param>
    public Caller Of(HttpRequest request, IReadOnlyList<string> identityCookies)
    {
        if (request.Headers.Cookie.Count == 0 && request.Headers.Authorization.Count == 0 && Peer.Certificate(request.HttpContext) is null)
            return Caller.Anonymous;
        var cookies = IdentityCookie.Of(request.Headers.Cookie, identityCookies);
        var authorization = request.Headers.Authorization.Where(value => !string.IsNullOrWhiteSpace(value)).Select(value => value!).ToList();
        var certificate = Peer.Certificate(request.HttpContext)?.GetCertHashString(HashAlgorithmName.SHA256);
        if (cookies.Count == 0 && authorization.Count == 0 && certificate is null) return Caller.Anonymous;

        var audience = Hash(cookies, authorization, certificate is null ? [] : [certificate]);
        return new Caller(audience, Headers(cookies, authorization), certificate is null ? null : ByCertificate);
    }

    /// <summary>Each list and each text is preceded by its length: no two different sets give the same bytes.</summary>
    private AudienceKey Hash(params ReadOnlySpan<IReadOnlyList<string>> lists)
    {
        var bytes = new ArrayBufferWriter<byte>(512);
        foreach (var list in lists)
        {
            Append(bytes, list.Count);
            foreach (var text in list)
            {
                // UTF-16 as it is: an encoder would map every lone surrogate to the same replacement character.
                Append(bytes, text.Length);
                bytes.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes(text.AsSpan()));
            }
        }

        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, bytes.WrittenSpan, hash);
        bytes.Clear();
        return AudienceKey.Credential(hash);
    }

    private static void Append(ArrayBufferWriter<byte> bytes, int number)
    {
        System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(bytes.GetSpan(sizeof(int)), number);
        bytes.Advance(sizeof(int));
    }

    private static HeaderFields Headers(IReadOnlyList<string> cookies, List<string> authorization)
    {
        var fields = new List<KeyValuePair<string, string>>();
        if (cookies.Count > 0) fields.Add(new(HeaderNames.Cookie, string.Join("; ", cookies)));
        foreach (var value in authorization) fields.Add(new(HeaderNames.Authorization, value));
        return new HeaderFields(fields);
    }
}

/// <summary>Whose a request is, and what a poll in its place sends to be the same.</summary>
/// <param name="Credentials">
/// A pure function of what <paramref name="Audience"/> was hashed from, so that it does not matter which of the sharers' requests
/// the poll was made from. With IdentityCookies only those cookies: the others may differ between sharers.
/// </param>
/// <param name="NotWatchable">Null, or why the gateway cannot poll for this caller (a clause without a full stop).</param>
internal sealed record Caller(AudienceKey Audience, HeaderFields Credentials, string? NotWatchable = null)
{
    public static Caller Everyone { get; } = new(AudienceKey.Everyone, HeaderFields.Empty);

    public static Caller Anonymous { get; } = new(AudienceKey.Anonymous, HeaderFields.Empty);

    /// <summary>The audience only: the generated text would list the credentials.</summary>
    public override string ToString() => Audience.ToString();
}
