using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CometGateway.Resources;

/// <summary>
/// Who is at the other end of a request's connection. <see cref="HttpContext.Connection"/> says the same, and makes two objects for it that an idle stream
/// would hold to its end.
/// </summary>
internal static class Peer
{
    /// <summary>The address that the connection comes from, or that a proxy in front has named where the application believes it.</summary>
    public static IPAddress? Address(HttpContext context) => context.Features.Get<IHttpConnectionFeature>()?.RemoteIpAddress;

    /// <summary>What the client has shown in the TLS handshake; null without one.</summary>
    public static X509Certificate2? Certificate(HttpContext context) => context.Features.Get<ITlsConnectionFeature>()?.ClientCertificate;
}
