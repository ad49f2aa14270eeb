using System.Buffers;
using System.Text;
using System.Text.Json;
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
        Write(new(null), First, "{\"event\":\"reset\"}\n{\"event\":\"added\",\"data\":{\"b\":1}}\n"));

    [Fact]
    public void Write_OfAnEventStream_IsOneEventWithTheVersionsOfAllSlots() => Assert.Equal(
        $"data: {{\"url\":\"/ü\",\"event\":\"a\"}}\ndata: {{\"url\":\"/ü\",\"event\":\"b\"}}\nid: {A}.\n\n",
        Write(new([First, Second]), Second, "{\"event\":\"a\"}\n{\"event\":\"b\"}\n"));

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(1000)]
    public void Write_OfAFrameOverTheBudget_GoesOnWhereItWas_AndSaysTheSame(int budget)
    {
        var lines = string.Concat(Enumerable.Range(0, 40).Select(i => $"{{\"event\":\"added\",\"data\":\"{new string('x', i)}\"}}\n"));
        foreach (var envelope in (Envelope[])[new(null), new([First, Second])])
        {
            var whole = Write(envelope, First, lines);

            Assert.Equal(whole, Write(envelope, First, lines, budget));
            Assert.All(whole.Split('\n').Select(line => line.Replace("data: ", "", StringComparison.Ordinal)).Where(line => line.StartsWith('{')), line => Assert.NotNull(JsonDocument.Parse(line)));
        }
    }

    [Fact]
    public void Write_CountsWhatItWrites_AndKeepsToItsBudget()
    {
        var lines = Encoding.UTF8.GetBytes($"{{\"data\":\"{new string('x', 100_000)}\"}}\n");
        var (writer, offset, total) = (new ArrayBufferWriter<byte>(), 0, 0);
        while (offset < lines.Length)
        {
            var before = writer.WrittenCount;
            var written = new Envelope(null).Write(writer, First, lines, ref offset, 1000);
            Assert.Equal(writer.WrittenCount - before, written);
            Assert.InRange(written, 1, 1000 + First.Tag.Length);
            total += written;
        }

        Assert.Equal(lines.Length + First.Tag.Length - 1, total);
    }

    private static string Write(Envelope envelope, Slot slot, string lines, int budget = int.MaxValue)
    {
        var (writer, offset, bytes) = (new ArrayBufferWriter<byte>(), 0, Encoding.UTF8.GetBytes(lines));
        while (offset < bytes.Length) envelope.Write(writer, slot, bytes, ref offset, budget);
        return Encoding.UTF8.GetString(writer.WrittenSpan);
    }
}
