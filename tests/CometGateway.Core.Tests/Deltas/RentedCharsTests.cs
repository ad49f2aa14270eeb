using System.Xml;
using CometGateway.Core.Deltas;

namespace CometGateway.Core.Tests.Deltas;

public sealed class RentedCharsTests
{
    [Fact]
    public void Write_MoreThanThereIsRoomFor_KeepsAll()
    {
        using var chars = new RentedChars(1, int.MaxValue);
        var expected = "";
        for (var n = 0; n < 500; n++)
        {
            chars.Write('(');
            chars.Write($"{n}");
            chars.Write(['_', ')', '_'], 1, 1);
            expected += $"({n})";
        }

        Assert.Equal(expected, chars.Written.ToString());
        Assert.Equal(expected.Length, chars.Length);
    }

    [Fact]
    public void Write_OverTheRoof_ThrowsAndKeepsWhatWasThere()
    {
        using var chars = new RentedChars(100, 5);
        chars.Write("12345");

        Assert.Throws<ArgumentException>(() => chars.Write('6'));
        Assert.Equal("12345", chars.Written.ToString());
    }

    [Fact]
    public void CharsReader_ReadInPieces_GivesAllAndThenNothing()
    {
        using var reader = new CharsReader("abcdefg".AsMemory(1));
        var piece = new char[4];

        Assert.Equal(('b', 'b'), ((char)reader.Peek(), (char)reader.Read()));
        Assert.Equal(3, reader.Read(piece, 1, 3));
        Assert.Equal("\0cde", new string(piece));
        Assert.Equal(2, reader.Read(piece, 0, 4));
        Assert.Equal((0, -1, -1), (reader.Read(piece, 0, 4), reader.Peek(), reader.Read()));
    }

    [Fact]
    public void CharsReader_UnderAnXmlReader_IsReadToTheEnd()
    {
        var xml = $"<a>{new string('x', 50_000)}<b/></a>";
        using var source = new CharsReader(xml.AsMemory());
        using var reader = XmlReader.Create(source);
        reader.MoveToContent();

        Assert.Equal(xml, reader.ReadOuterXml().Replace("<b />", "<b/>", StringComparison.Ordinal));
    }
}
