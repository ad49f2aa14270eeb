using System.IO.Compression;
using System.Text;
using CometGateway.Core.Http;

namespace CometGateway.Core.Tests.Http;

public class ContentCodingTests
{
    private const int Plenty = 10_000_000;

    private static readonly byte[] Body = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 5000).Select(i => $"row {i * 7919 % 1013};")));

    public static TheoryData<string> Codings => ["gzip", "X-GZIP", "br", "deflate", "raw deflate"];

    [Theory]
    [MemberData(nameof(Codings))]
    public void Decode_WholeBody_IsTheOriginal(string coding)
    {
        var decoded = Decode(Encode(Body, coding), coding);

        Assert.Equal(DecodeResult.Ok, decoded.Result);
        Assert.Equal(Body, decoded.Body.ToArray());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" , ")]
    [InlineData("identity")]
    [InlineData("Identity, identity")]
    public void Decode_NoCoding_IsTheInputItself(string? coding)
    {
        var decoded = ContentCoding.Decode(Body, coding, Plenty);

        Assert.Equal(DecodeResult.Ok, decoded.Result);
        Assert.True(decoded.Body.Equals(Body.AsMemory()));
    }

    [Fact]
    public void Decode_List_ComesOffInReverseOrder()
    {
        var coded = Encode(Encode(Encode(Body, "br"), "gzip"), "deflate");

        Assert.Equal(Body, Decode(coded, "br, gzip, deflate").Body.ToArray());
        Assert.Equal(DecodeResult.Corrupt, Decode(coded, "deflate, gzip, br").Result);
    }

    [Theory]
    [MemberData(nameof(Codings))]
    public void Decode_BrokenOffAnywhere_IsCorrupt(string coding)
    {
        var coded = Encode(Body, coding);

        for (var length = 1; length < coded.Length; length += length < 40 || length > coded.Length - 40 ? 1 : 97)
            Assert.True(DecodeResult.Corrupt == Decode(coded[..length], coding).Result, $"{coding} cut to {length} of {coded.Length}");
    }

    [Fact]
    public void Decode_StoredGzipBrokenOff_IsCorruptThoughItsLengthWouldTakeInMore()
    {
        var stored = Encode(Body, "gzip", CompressionLevel.NoCompression);

        for (var missing = 1; missing < 200; missing++)
            Assert.True(DecodeResult.Corrupt == Decode(stored[..^missing], "gzip").Result, $"{missing} bytes missing");
    }

    [Theory]
    [MemberData(nameof(Codings))]
    public void Decode_GarbageBehindTheEnd_IsCorrupt(string coding)
    {
        var coded = Encode(Body, coding);

        foreach (var garbage in new byte[][] { [0], [0x1F], [0x1F, 0x8B], [1, 2, 3], new byte[20_000] })
            Assert.True(DecodeResult.Corrupt == Decode([.. coded, .. garbage], coding).Result, $"{coding} and {garbage.Length} bytes");
    }

    [Theory]
    [MemberData(nameof(Codings))]
    public void Decode_RandomBytes_NeverThrows(string coding)
    {
        const int Seed = 20260301;
        var random = new Random(Seed);
        for (var round = 0; round < 500; round++)
        {
            var junk = new byte[random.Next(1, 200)];
            random.NextBytes(junk);
            var coded = Encode(Body, coding);
            coded[random.Next(coded.Length)] ^= (byte)random.Next(1, 256);

            Assert.True(Enum.IsDefined(Decode(junk, coding).Result), $"seed {Seed}, round {round}");
            Assert.True(Enum.IsDefined(Decode(coded, coding).Result), $"seed {Seed}, round {round}");
        }
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public void Decode_FlippedContentBit_FailsTheChecksum(string coding)
    {
        var stored = Encode(Body, coding, CompressionLevel.NoCompression);
        stored[stored.Length / 2] ^= 1;

        Assert.Equal(DecodeResult.Corrupt, Decode(stored, coding).Result);
    }

    [Fact]
    public void Decode_SeveralGzipMembers_AreOneBody()
    {
        byte[] coded = [.. Encode(Body, "gzip"), .. Encode("tail"u8.ToArray(), "gzip")];

        Assert.Equal([.. Body, .. "tail"u8], Decode(coded, "gzip").Body.ToArray());
    }

    [Theory]
    [MemberData(nameof(Codings))]
    public void Decode_ExactlyTheLimit_IsOkAndOneByteMoreIsNot(string coding)
    {
        var coded = Encode(Body, coding);

        Assert.Equal(DecodeResult.Ok, ContentCoding.Decode(coded, Name(coding), Body.Length).Result);
        Assert.Equal(DecodeResult.TooLarge, ContentCoding.Decode(coded, Name(coding), Body.Length - 1).Result);
    }

    [Theory]
    [MemberData(nameof(Codings))]
    public void Decode_Bomb_StopsAtTheLimit(string coding)
    {
        var bomb = Encode(new byte[64_000_000], coding);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var decoded = ContentCoding.Decode(bomb, Name(coding), 100_000);

        Assert.Equal(DecodeResult.TooLarge, decoded.Result);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 4_000_000, "the bomb was unpacked");
    }

    [Fact]
    public void Decode_IdentityOverTheLimit_IsTooLarge() =>
        Assert.Equal(DecodeResult.TooLarge, ContentCoding.Decode(Body, null, 10).Result);

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public void Decode_EmptyBody_IsEmpty(string coding) =>
        Assert.Equal(new DecodedBody(DecodeResult.Ok, ReadOnlyMemory<byte>.Empty), ContentCoding.Decode(ReadOnlyMemory<byte>.Empty, coding, 10));

    [Theory]
    [MemberData(nameof(Codings))]
    public void Decode_CodedNothing_IsEmpty(string coding)
    {
        var decoded = Decode(Encode([], coding), coding);

        Assert.Equal(DecodeResult.Ok, decoded.Result);
        Assert.True(decoded.Body.IsEmpty);
    }

    [Theory]
    [InlineData("ZSTD", "zstd")]
    [InlineData("gzip, compress", "compress")]
    [InlineData("gzip, gzip, gzip, gzip", "gzip, gzip, gzip, gzip")]
    public void Decode_UnknownOrTooMany_IsUnsupportedAndNamed(string field, string named)
    {
        var decoded = ContentCoding.Decode(Body, field, Plenty);

        Assert.Equal((DecodeResult.Unsupported, named), (decoded.Result, decoded.Coding));
    }

    [Fact]
    public void Decode_EndlessCodingName_IsNamedShortly() =>
        Assert.Equal(40, ContentCoding.Decode(Body, new string('x', 100_000), Plenty).Coding!.Length);

    private static DecodedBody Decode(byte[] body, string coding) => ContentCoding.Decode(body, Name(coding), Plenty);

    private static string Name(string coding) => coding is "raw deflate" ? "deflate" : coding;

    private static byte[] Encode(byte[] body, string coding, CompressionLevel level = CompressionLevel.Fastest)
    {
        using var coded = new MemoryStream();
        using (Stream stream = coding switch
        {
            "br" => new BrotliStream(coded, level, leaveOpen: true),
            "deflate" => new ZLibStream(coded, level, leaveOpen: true),
            "raw deflate" => new DeflateStream(coded, level, leaveOpen: true),
            _ => new GZipStream(coded, level, leaveOpen: true),
        })
        {
            stream.Write(body);
        }

        return coded.ToArray();
    }
}
