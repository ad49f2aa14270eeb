using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CometGateway.Benchmarks.Servers;
using CometGateway.TestKit;

namespace CometGateway.Benchmarks.Secure;

/// <summary>A certificate of the kind that most sites have, ECDSA over P-256, signed by itself.</summary>
internal sealed class Certificate(TempFolder folder)
{
    private static readonly TimeSpan _validity = TimeSpan.FromDays(1);
    private readonly (string Certificate, string Key) _files = Write(folder);

    /// <summary>On a port of its own; the certificate is the same.</summary>
    public TlsListener Listener() => new(_files.Certificate, _files.Key);

    private static (string Certificate, string Key) Write(TempFolder folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now - _validity, now + _validity);
        return (folder.Write("certificate.pem", certificate.ExportCertificatePem()), folder.Write("key.pem", key.ExportPkcs8PrivateKeyPem()));
    }
}
