using System.Text;
using CometGateway.Codings;
using CometGateway.Transports;

namespace CometGateway.Tests.Transports;

public class FrameTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("a\n", "a|")]
    [InlineData("a\nbc\nd", "a|bc|d")]
    [InlineData("\n\n", "||")]
    public void OfLines_EachIsAPart(string lines, string parts) => Assert.Equal(parts.TrimEnd('|'), string.Join('|', PartsOf(Frame.OfLines(Bytes(lines)))).Replace("\n", "", StringComparison.Ordinal).TrimEnd('|'));

    [Fact]
    public void Join_KeepsPartsAndTheirOrder() =>
        Assert.Equal(["a\n", "b\n", "whole", "c\n"], PartsOf(Frame.Join([Frame.OfLines(Bytes("a\nb\n")), Frame.Empty, Frame.Of(Bytes("whole")), Frame.OfLines(Bytes("c\n"))])));

    [Fact]
    public void PartAt_IsThePartThatHoldsTheByte()
    {
        var frame = Frame.OfLines(Bytes("a\nbcd\n\ne\n"));

        Assert.Equal([0, 0, 1, 1, 1, 1, 2, 3, 3], Enumerable.Range(0, frame.Length).Select(frame.PartAt));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void In_KeepsTheParts_AndKnowsTheSumOfWhatTheyWere(bool isCompressed)
    {
        var plain = Frame.OfLines(Bytes($"{new string('a', 5000)}\n{new string('b', 9000)}\n"));

        var coded = plain.In(GzipCoding.Instance, isCompressed);

        Assert.Equal(isCompressed, coded.Length < plain.Length / 10);
        Assert.Equal([PieceSum.Of(Bytes(new string('a', 5000) + "\n")), PieceSum.Of(Bytes(new string('b', 9000) + "\n"))], coded.Parts.ToArray().Select(part => part.Sum));
        Assert.Equal((coded.Length, plain.Length), (coded.Parts[^1].End, coded.PlainLength));
    }

    [Fact]
    public void In_OfManyShortParts_StoresThem_AsACompressorForEachWouldTakeLongAndGainNothing()
    {
        var plain = Frame.OfLines(Bytes(string.Concat(Enumerable.Range(0, 10_000).Select(i => $"{{\"event\":\"added\",\"data\":{{\"id\":{i}}}}}\n"))));
        foreach (var coding in StreamCodings.All)
        {
            var coded = plain.In(coding, isCompressed: true);

            Assert.InRange(coded.Length, plain.Length, plain.Length + (10 * plain.Parts.Length));
        }
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static List<string> PartsOf(Frame frame)
    {
        var (parts, start) = (new List<string>(), 0);
        foreach (var part in frame.Parts)
        {
            parts.Add(Encoding.UTF8.GetString(frame.Bytes.AsSpan(start, part.End - start)));
            start = part.End;
        }

        return parts;
    }
}
