using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography.X509Certificates;
using CometGateway.Host;
using CometGateway.TestKit;
using Microsoft.AspNetCore.Builder;
using HostApp = CometGateway.Host.GatewayApp;

namespace CometGateway.Tests.Host.Memory;

/// <summary>What OpenSSL keeps for a connection.</summary>
public sealed class TlsBuffersTests : IDisposable
{
    private const int ModeCommand = 33;
    private const nint ReleaseBuffers = 0x10;

    private readonly TempFolder _folder = new();

    private delegate nint NewContext(nint method);

    private delegate nint Method();

    private delegate nint Control(nint context, int command, nint argument, nint pointer);

    private delegate void Free(nint context);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task WithAnEndpointWithinTls_EveryContextReleasesItsBuffers_AndTheGatewayAnswers()
    {
        using var certificate = SelfSigned.Create();
        var file = _folder.Write("gateway.json", $$"""
            {
              "Kestrel": {
                "Endpoints": {
                  "secure": {
                    "Url": "https://127.0.0.1:0",
                    "Certificate": {
                      "Path": "{{_folder.Write("certificate.pem", certificate.ExportCertificatePem())}}",
                      "KeyPath": "{{_folder.Write("key.pem", certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem())}}"
                    }
                  }
                }
              }
            }
            """);
        var builder = WebApplication.CreateBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        GatewaySources.Add(builder.Configuration, [file]);
        await using var app = HostApp.Build(builder);

        // For the whole process, so this is the only test that starts such an endpoint.
        Assert.Equal(0, ModesOfANewContext() & ReleaseBuffers);
        await app.StartAsync();

        Assert.Equal(ReleaseBuffers, ModesOfANewContext() & ReleaseBuffers);
        Assert.StartsWith("HTTP/1.1 200", await AnswerAsync(new(app.Urls.First()), certificate), StringComparison.Ordinal);
    }

    private static async Task<string> AnswerAsync(Uri gateway, X509Certificate2 certificate)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(gateway.Host, gateway.Port);
        await using var tls = new SslStream(client.GetStream());
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", RemoteCertificateValidationCallback = (_, shown, _, _) => certificate.Equals(shown) });
        await tls.WriteAsync("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"u8.ToArray());
        using var reader = new StreamReader(tls);
        return await reader.ReadToEndAsync();
    }

    /// <summary>By OpenSSL itself: one that nothing in this project has made.</summary>
    private static nint ModesOfANewContext()
    {
        var ssl = NativeLibrary.Load("libssl.so.3");
        var context = Call<NewContext>("SSL_CTX_new")(Call<Method>("TLS_server_method")());
        try
        {
            return Call<Control>("SSL_CTX_ctrl")(context, ModeCommand, 0, 0);
        }
        finally
        {
            Call<Free>("SSL_CTX_free")(context);
        }

        T Call<T>(string name) => Marshal.GetDelegateForFunctionPointer<T>(NativeLibrary.GetExport(ssl, name));
    }
}
