using System.Text;
using CometGateway.Core.Deltas;
using CometGateway.Transports;

namespace CometGateway.Tests.Transports;

public class TextRangesTests
{
    [Theory]
    [InlineData("abc", """[[0,1],"X",[2,1]]""", "1:2=X")]
    [InlineData("abc", """["X",[1,2]]""", "0:1=X")]
    [InlineData("abc", """[[0,2],"X"]""", "2:3=X")]
    [InlineData("abc", """["X",[0,3]]""", "0:0=X")]
    [InlineData("abc", """[[0,1],"X",[1,2]]""", "1:1=X")]
    [InlineData("abc", """[[0,3],"X"]""", "3:3=X")]
    [InlineData("abc", "[[1,2]]", "0:1=")]
    [InlineData("abc", "[[0,1],[2,1]]", "1:2=")]
    [InlineData("abc", "[[0,2]]", "2:3=")]
    [InlineData("abc", "[]", "0:3=")]
    [InlineData("", """["X"]""", "0:0=X")]
    [InlineData("abc", "[[0,3]]", "")]
    [InlineData("abc", "[[0,1],[1,2]]", "")]
    [InlineData("abc", """["X",[1,1],"Y"]""", "2:3=Y 0:1=X")]
    [InlineData("abcdef", """[[1,1],"X","Y",[3,2],"Z"]""", "5:6=Z 2:3=XY 0:1=")]
    [InlineData("äöü€", """[[0,1],"x",[2,1]]""", "3:4= 1:2=x")]
    [InlineData("abc", """[[0,1],"😀",[2,1]]""", "1:2=😀")]
    public void Of_AChange_AreRangesOfCharacters_TheLastOneFirst(string old, string delta, string ranges) =>
        Assert.Equal(ranges, string.Join(' ', TextRanges.Of(Bytes(old), Bytes(delta))!.Select(range => FormattableString.Invariant($"{range.Start}:{range.End}={range.Content}"))));

    [Theory]
    [InlineData("abc", "[[2,1],[0,2]]")]
    [InlineData("abc", "[[0,3],[0,3]]")]
    [InlineData("abc", """[[1,2],"X",[0,1]]""")]
    [InlineData("a😀c", """[[0,3],"X"]""")]
    [InlineData("😀", "[]")]
    public void Of_MovedText_OrCharactersThatReadersCountDifferently_IsNull(string old, string delta) => Assert.Null(TextRanges.Of(Bytes(old), Bytes(delta)));

    [Fact]
    public void Of_RandomChanges_AppliedInTheirOrder_IsTheNewText()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var told = 0;
        for (var round = 0; round < 1000; round++)
        {
            var old = Without(Text(random));
            // Also from and to nothing, and with what is new beyond U+FFFF.
            var next = random.Next(20) == 0 ? "" : Changed(random, old);
            if (TextDelta.Between(Bytes(old), Bytes(next), int.MaxValue) is not { } delta || TextRanges.Of(Bytes(old), delta) is not { } ranges) continue;
            told++;
            var text = old;
            foreach (var range in ranges) text = text[..range.Start] + range.Content + text[range.End..];

            Assert.True(text == next, $"seed {seed}, round {round}: {old} → {next} by {Encoding.UTF8.GetString(delta)} is {text}");
            Assert.True(ranges.Zip(ranges.Skip(1), (later, earlier) => earlier.End <= later.Start).All(isOrdered => isOrdered), $"seed {seed}, round {round}: the last one first");
        }

        Assert.True(told > 300, $"seed {seed}: only {told} changes were told as ranges");
    }

    private static string Changed(Random random, string old)
    {
        for (var edits = random.Next(1, 4); edits > 0; edits--)
        {
            var start = random.Next(old.Length + 1);
            var end = Math.Min(old.Length, start + random.Next(6));
            // Neither end may part a pair that an edit before has put in.
            if ((start < old.Length && char.IsLowSurrogate(old[start])) || (end < old.Length && char.IsLowSurrogate(old[end]))) continue;
            old = old[..start] + (random.Next(3) == 0 ? "" : RandomPage.Of(random)) + old[end..];
        }

        return old;
    }

    private static string Text(Random random) => string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => RandomPage.Of(random)));

    private static string Without(string text) => string.Concat(text.Where(c => !char.IsSurrogate(c)));

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
