using System.Buffers;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using CometGateway.Codings;
using CometGateway.Transports;
using Version = CometGateway.Core.Snapshots.Version;

namespace CometGateway.Tests.Transports;

public class EnvelopeTests
{
    private const string A = "AAAAAAAAAAAAAAAA";
    private static readonly Slot First = new("/a?x=\"1\"", Version.Parse(A));
    private static readonly Slot Second = new("/ü", Version.None);

    [Fact]
    public void Write_OfLines_PutsTheUrlInFrontOfEach() => Assert.Equal(
        "{\"url\":\"/a?x=\\\"1\\\"\",\"event\":\"reset\"}\n{\"url\":\"/a?x=\\\"1\\\"\",\"event\":\"added\",\"data\":{\"b\":1}}\n",
        Write(new(slots: null, coding: null), First, "{\"event\":\"reset\"}\n{\"event\":\"added\",\"data\":{\"b\":1}}\n"));

    [Fact]
    public void Write_OfAnEventStream_IsOneEventWithTheVersionsOfAllSlots() => Assert.Equal(
        $"data: {{\"url\":\"/ü\",\"event\":\"a\"}}\ndata: {{\"url\":\"/ü\",\"event\":\"b\"}}\nid: {A}.\n\n",
        Write(new([First, Second], coding: null), Second, "{\"event\":\"a\"}\n{\"event\":\"b\"}\n"));

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(1000)]
    public void Write_OfAFrameOverTheBudget_GoesOnWhereItWas_AndSaysTheSame(int budget)
    {
        var lines = string.Concat(Enumerable.Range(0, 40).Select(i => $"{{\"event\":\"added\",\"data\":\"{new string('x', i)}\"}}\n"));
        foreach (var envelope in (Envelope[])[new(slots: null, coding: null), new([First, Second], coding: null)])
        {
            var whole = Write(envelope, First, lines);

            Assert.Equal(whole, Write(envelope, First, lines, budget));
            Assert.All(whole.Split('\n').Select(line => line.Replace("data: ", "", StringComparison.Ordinal)).Where(line => line.StartsWith('{')), line => Assert.NotNull(JsonDocument.Parse(line)));
        }
    }

    [Fact]
    public void Write_CountsWhatItWrites_AndKeepsToItsBudget()
    {
        var lines = Frame.OfLines(Encoding.UTF8.GetBytes($"\"data\":\"{new string('x', 100_000)}\"}}\n"));
        var (writer, offset, total) = (new ArrayBufferWriter<byte>(), 0, 0);
        while (offset < lines.Length)
        {
            var before = writer.WrittenCount;
            var written = new Envelope(slots: null, coding: null).Write(writer, First, lines, ref offset, 1000);
            Assert.Equal(writer.WrittenCount - before, written);
            Assert.InRange(written, 1, 1000 + First.Tag.Length);
            total += written;
        }

        Assert.Equal(lines.Length + First.Tag.Length, total);
    }

    [Theory]
    [InlineData("br", 1)]
    [InlineData("br", 100)]
    [InlineData("br", int.MaxValue)]
    [InlineData("gzip", 1)]
    [InlineData("gzip", 100)]
    [InlineData("gzip", int.MaxValue)]
    public void Write_InACoding_SaysTheSame_ThroughBeginAndEnd(string name, int budget)
    {
        var coding = StreamCodings.All.Single(one => one.Name == name);
        var lines = string.Concat(Enumerable.Range(0, 40).Select(i => $"{{\"event\":\"added\",\"data\":\"{new string('x', i * i)}\"}}\n"));
        var frame = Frame.OfLines(SlotWire.WithoutBraces(Encoding.UTF8.GetBytes(lines)));
        foreach (var slots in (Slot[]?[])[null, [First, Second]])
        {
            var (plain, coded) = (new Envelope(slots, coding: null), new Envelope(slots, coding));
            var stream = new ArrayBufferWriter<byte>();
            stream.Write(coded.Begin(Frame.Of("retry: 1\n\n"u8.ToArray()).In(coding, isCompressed: false)).Bytes);
            foreach (var isCompressed in (bool[])[true, false, true])
            {
                var offset = 0;
                var part = frame.In(coding, isCompressed);
                while (offset < part.Length)
                {
                    var before = stream.WrittenCount;
                    Assert.Equal(coded.Write(stream, First, part, ref offset, budget), stream.WrittenCount - before);
                }

                var keepAlive = Frame.Of(":\n\n"u8.ToArray()).In(coding, isCompressed: false);
                coded.Add(keepAlive);
                stream.Write(keepAlive.Bytes);
            }

            stream.Write(coded.End(Frame.Of("bye\n"u8.ToArray()).In(coding, isCompressed: false)).Bytes);

            var once = Write(plain, First, lines) + ":\n\n";
            Assert.Equal($"retry: 1\n\n{once}{once}{once}bye\n", Decode(name, stream.WrittenSpan));
        }
    }

    private static string Decode(string name, ReadOnlySpan<byte> coded)
    {
        using var bytes = new MemoryStream(coded.ToArray());
        using Stream decoder = name is "br" ? new BrotliStream(bytes, CompressionMode.Decompress) : new GZipStream(bytes, CompressionMode.Decompress);
        return new StreamReader(decoder).ReadToEnd();
    }

    private static string Write(Envelope envelope, Slot slot, string lines, int budget = int.MaxValue)
    {
        var (writer, offset, frame) = (new ArrayBufferWriter<byte>(), 0, Frame.OfLines(SlotWire.WithoutBraces(Encoding.UTF8.GetBytes(lines))));
        while (offset < frame.Length) envelope.Write(writer, slot, frame, ref offset, budget);
        return Encoding.UTF8.GetString(writer.WrittenSpan);
    }
}
