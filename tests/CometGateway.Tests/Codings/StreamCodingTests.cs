using System.Buffers;
using System.IO.Compression;
using System.Text;
using CometGateway.Codings;
using Xunit.Abstractions;

namespace CometGateway.Tests.Codings;

/// <summary>Pieces that are made once mean the same wherever they stand in a stream.</summary>
public sealed class StreamCodingTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public void AnyPieces_InAnyOrder_StoredOrCompressed_AreReadByTheFrameworksReader(string name)
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var coding = CodingOf(name);
        var pieces = Enumerable.Range(0, 60).Select(_ => Piece.Of(coding, RandomBytes(random), isCompressed: random.Next(3) > 0)).ToArray();
        for (var round = 0; round < 20; round++)
        {
            var (stream, plain, sum) = (Begin(coding), new MemoryStream(), default(StreamSum));
            for (var i = random.Next(60); i > 0; i--)
            {
                var piece = pieces[random.Next(pieces.Length)];
                stream.Write(piece.Coded);
                plain.Write(piece.Plain);
                sum += coding.SumOf(piece.Plain);
            }

            coding.End(stream, sum);
            Assert.Equal(plain.ToArray(), Decoded(name, stream.WrittenSpan));
        }
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public void APiece_IsReadToItsLastByte_BeforeTheNextIsThere(string name)
    {
        var coding = CodingOf(name);
        var stream = Begin(coding);
        var reader = new Feed();
        using var decoder = Decoder(name, reader);
        for (var n = 0; n < 50; n++)
        {
            var text = Encoding.UTF8.GetBytes($"id: {n}\ndata: {new string((char)('a' + (n % 26)), n * n)}\n\n");
            if (n % 3 == 0) coding.Store(stream, text);
            else coding.Compress(stream, text);
            reader.Add(stream.WrittenSpan.ToArray());
            stream = new();

            var read = new byte[text.Length];
            decoder.ReadExactly(read);
            Assert.Equal(text, read);
        }
    }

    [Theory]
    [InlineData("br", 70_000)]
    [InlineData("br", 2_000_000)]
    [InlineData("gzip", 70_000)]
    [InlineData("gzip", 2_000_000)]
    public void Compress_ShortensText_AndKeepsWhatCannotBeShortened(string name, int length)
    {
        var coding = CodingOf(name);
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, length / 20).Select(i => $"{{\"id\":{i},\"n\":\"item\"}}")));
        var noise = new byte[length];
        new Random(1).NextBytes(noise);

        Assert.InRange(Piece.Of(coding, text, isCompressed: true).Coded.Length, 1, text.Length / 3);
        // A few bytes for each block of 64 KiB.
        Assert.InRange(Piece.Of(coding, noise, isCompressed: true).Coded.Length, length, length + (5 * ((length / 65_535) + 2)));
    }

    [Theory]
    [InlineData("br", 0)]
    [InlineData("br", 1)]
    [InlineData("br", 65_536)]
    [InlineData("br", 65_537)]
    [InlineData("gzip", 0)]
    [InlineData("gzip", 65_535)]
    [InlineData("gzip", 65_536)]
    public void Store_SaysHowMuchItWrote(string name, int length)
    {
        var writer = new ArrayBufferWriter<byte>();

        Assert.Equal(CodingOf(name).Store(writer, new byte[length]), writer.WrittenCount);
        Assert.InRange(writer.WrittenCount, length, length + 15);
    }

    [Theory]
    [InlineData(true, 3)]
    [InlineData(true, 3_000)]
    [InlineData(true, 100_000)]
    [InlineData(false, 3)]
    [InlineData(false, 3_000)]
    [InlineData(false, 100_000)]
    public void Gzip_EveryPieceEndsInAnEmptyBlock_WhereSomeReadersHandOutWhatTheyHave(bool isCompressed, int length)
    {
        var piece = Piece.Of(GzipCoding.Instance, Encoding.UTF8.GetBytes(new string('x', length)), isCompressed);

        Assert.Equal([0, 0, 0xff, 0xff], piece.Coded[^4..]);
    }

    [Theory]
    [InlineData("gzip, deflate, br, zstd", "br")]
    [InlineData("gzip, deflate", "gzip")]
    [InlineData("x-gzip", "gzip")]
    [InlineData("br;q=0, gzip;q=0.5", "gzip")]
    [InlineData("*", "br")]
    [InlineData("*, br;q=0", "gzip")]
    [InlineData("br;q=0.1, gzip", "gzip")]
    [InlineData("gzip;q=0.5, br;q=0.5", "br")]
    [InlineData("identity, gzip;q=0.1", null)]
    [InlineData("identity;q=0.5, gzip", "gzip")]
    [InlineData("identity, gzip", "gzip")]
    [InlineData("identity", null)]
    [InlineData("deflate, zstd", null)]
    [InlineData("gzip;q=0", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void For_IsTheBestThatTheClientTakes(string? accept, string? coding) => Assert.Equal(coding, StreamCodings.For(accept)?.Name);

    private static StreamCoding CodingOf(string name) => StreamCodings.All.Single(coding => coding.Name == name);

    private static ArrayBufferWriter<byte> Begin(StreamCoding coding)
    {
        var stream = new ArrayBufferWriter<byte>();
        stream.Write(coding.Head);
        return stream;
    }

    private static byte[] Decoded(string name, ReadOnlySpan<byte> coded)
    {
        using var decoder = Decoder(name, new MemoryStream(coded.ToArray()));
        var plain = new MemoryStream();
        decoder.CopyTo(plain);
        return plain.ToArray();
    }

    private static Stream Decoder(string name, Stream coded) =>
        name is "br" ? new BrotliStream(coded, CompressionMode.Decompress) : new GZipStream(coded, CompressionMode.Decompress);

    private static byte[] RandomBytes(Random random)
    {
        var bytes = new byte[random.Next(5) switch { 0 => 0, 1 => random.Next(30), 2 => random.Next(70_000), 3 => random.Next(300_000), _ => random.Next(2_000) }];
        var alphabet = random.Next(4) == 0 ? 256 : random.Next(1, 40);
        for (var i = 0; i < bytes.Length; i++) bytes[i] = (byte)random.Next(alphabet);
        // Words that come again, as in pages.
        for (var i = 0; i + 40 < bytes.Length; i += random.Next(10, 200)) bytes.AsSpan(random.Next(i + 1), 20).CopyTo(bytes.AsSpan(i + 20));
        return bytes;
    }

    private sealed record Piece(byte[] Plain, byte[] Coded)
    {
        public static Piece Of(StreamCoding coding, byte[] plain, bool isCompressed)
        {
            var writer = new ArrayBufferWriter<byte>();
            if (isCompressed) coding.Compress(writer, plain);
            else coding.Store(writer, plain);
            return new(plain, writer.WrittenSpan.ToArray());
        }
    }

    /// <summary>Gives what there is; asked for more, it fails and does not wait.</summary>
    private sealed class Feed : Stream
    {
        private readonly Queue<byte[]> _chunks = new();

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public void Add(byte[] chunk) => _chunks.Enqueue(chunk);

        public override int Read(byte[] buffer, int offset, int count)
        {
            Assert.True(_chunks.TryDequeue(out var chunk), "the reader has not all of the piece");
            Assert.True(chunk.Length <= count);
            chunk.CopyTo(buffer, offset);
            return chunk.Length;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
