using System.Text.Json.Nodes;
using CometGateway.Benchmarks.Processes;

namespace CometGateway.Benchmarks.Servers;

/// <summary>Where a server takes streams within TLS, beside the plain port for what is published. It speaks HTTP/1.1 and HTTP/2 there; the client chooses.</summary>
/// <param name="CertificateFile">In PEM.</param>
/// <param name="KeyFile">In PEM.</param>
internal sealed record TlsListener(string CertificateFile, string KeyFile)
{
    public int Port { get; } = Ports.Free();

    /// <summary>The directives of an nginx server block.</summary>
    public string Nginx => $"listen 127.0.0.1:{Port} ssl http2 backlog=4096; ssl_certificate {CertificateFile}; ssl_certificate_key {KeyFile}; ssl_protocols TLSv1.2 TLSv1.3;";

    /// <summary>The section Kestrel:Endpoints.</summary>
    /// <param name="plainPort">Of the second endpoint: where endpoints are given no other address counts.</param>
    public JsonObject Kestrel(int plainPort) => new()
    {
        ["Plain"] = new JsonObject { ["Url"] = $"http://127.0.0.1:{plainPort}" },
        ["Secure"] = new JsonObject
        {
            ["Url"] = $"https://127.0.0.1:{Port}",
            ["Certificate"] = new JsonObject { ["Path"] = CertificateFile, ["KeyPath"] = KeyFile },
        },
    };
}
