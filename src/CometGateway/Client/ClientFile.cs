using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;

namespace CometGateway.Client;

/// <summary>One file of the browser client, and its compressed forms, each made when it is first asked for.</summary>
internal sealed class ClientFile
{
    private readonly Lazy<byte[]> _gzip;
    private readonly Lazy<byte[]> _brotli;

    public ClientFile(string name, string mediaType, byte[] plain)
    {
        (Name, MediaType, Plain) = (name, mediaType, plain);
        Hash = Convert.ToHexStringLower(SHA256.HashData(plain))[..16];
        _gzip = new(() => Compress(plain, output => new GZipStream(output, CompressionLevel.SmallestSize)));
        _brotli = new(() => Compress(plain, output => new BrotliStream(output, CompressionLevel.SmallestSize)));
    }

    /// <summary>As in the URL: comet.js.</summary>
    public string Name { get; }

    /// <summary>The name whose content never changes: comet.HASH.js.</summary>
    public string HashedName => Name.Insert(Name.IndexOf('.', StringComparison.Ordinal) + 1, Hash + ".");

    public string MediaType { get; }

    /// <summary>Sixteen hexadecimal digits that name the content.</summary>
    public string Hash { get; }

    public byte[] Plain { get; }

    public static ClientFile Read(string name, string mediaType)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("CometGateway.Client." + name)!;
        var plain = new byte[stream.Length];
        stream.ReadExactly(plain);
        return new(name, mediaType, plain);
    }

    public byte[] In(ContentCoding coding) => coding switch
    {
        ContentCoding.Brotli => _brotli.Value,
        ContentCoding.Gzip => _gzip.Value,
        _ => Plain,
    };

    /// <summary>Each coding is a representation of its own, and so is its tag (RFC 9110 §8.8.3.3).</summary>
    public string TagIn(ContentCoding coding) => coding switch
    {
        ContentCoding.Brotli => $"\"{Hash}-br\"",
        ContentCoding.Gzip => $"\"{Hash}-gz\"",
        _ => $"\"{Hash}\"",
    };

    private static byte[] Compress(byte[] plain, Func<Stream, Stream> open)
    {
        using var output = new MemoryStream();
        using (var coder = open(output)) coder.Write(plain);
        return output.ToArray();
    }
}
