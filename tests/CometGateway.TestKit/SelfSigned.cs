using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CometGateway.TestKit;

/// <summary>A certificate for tests, valid whatever the clock says.</summary>
public static class SelfSigned
{
    public static X509Certificate2 Create()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
    }
}
