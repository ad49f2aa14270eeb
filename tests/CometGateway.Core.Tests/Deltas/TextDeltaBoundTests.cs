using System.Text;
using CometGateway.Core.Deltas;
using CometGateway.TestKit.Deltas;

namespace CometGateway.Core.Tests.Deltas;

/// <summary>Work and memory are bounded for texts that were made to cost much, by counting steps and not by the clock.</summary>
public sealed class TextDeltaBoundTests
{
    private const int Million = 1_000_000;

    public static TheoryData<string> Attacks => [.. AttackTexts.Keys];

    private static Dictionary<string, Func<(string From, string To)>> AttackTexts => new()
    {
        ["one character more"] = () => (new('a', Million), new('a', Million + 1)),
        ["equal characters with a few others"] = () => (new('a', Million), $"b{new string('a', Million / 2)}c{new string('a', Million / 2)}d"),
        ["periods of 100 and 101"] = () => (Periodic(Random(100, 90, 1), Million), Periodic(Random(101, 90, 1), Million)),
        ["periods a little shorter than a block and longer"] = () => (Periodic("aaaaaaaaaaaaaaaaaaaaab", Million), Periodic("aaaaaaaaaaaaaaaaaaab", Million)),
        ["periods with all block hashes equal"] = () => (Periodic(new string('a', 47) + "b", Million), Periodic(new string('a', 49) + "b", Million)),
        ["runs of random length"] = () => (Runs(1), Runs(2)),
        ["sixteen blocks in random order"] = () => (Blocks(16, 1), Blocks(16, 2)),
        ["sixteen odd blocks in random order"] = () => (Blocks(37, 1), Blocks(37, 2)),
        ["two letters"] = () => (Random(Million, 2, 1), Random(Million, 2, 2)),
        ["two random texts"] = () => (Random(Million, 90, 1), Random(Million, 90, 2)),
        ["a difference in every tenth byte"] = () => (Periodic("abcdefghi1", Million), Periodic("abcdefghi2", Million)),
        ["emoji"] = () => (Periodic("😀", Million), Periodic("😀😁", Million)),
    };

    [Theory]
    [MemberData(nameof(Attacks))]
    public void Between_TextsOfAnAttacker_IsExactWithinTheWorkAllowed(string attack)
    {
        var (from, to) = AttackTexts[attack]();
        var (oldBytes, newBytes) = (Encoding.UTF8.GetBytes(from), Encoding.UTF8.GetBytes(to));

        var delta = TextDelta.Between(oldBytes, newBytes, int.MaxValue, out var work)!;

        Assert.True(TextDeltaReader.Apply(from, Encoding.UTF8.GetString(delta)) == to, attack);
        Assert.InRange(work, 0, 8L * (oldBytes.Length + newBytes.Length));
    }

    [Fact]
    public void Between_MillionEqualCharactersAndOneMore_NeedsNoSearchAtAll()
    {
        var delta = TextDelta.Between(Bytes(new('a', Million)), Bytes(new('a', Million + 1)), int.MaxValue, out var work)!;

        Assert.Equal("[[0,1000000],\"a\"]", Encoding.UTF8.GetString(delta));
        Assert.InRange(work, 0, 100);
    }

    [Fact]
    public void Between_ValuesEditedInPlace_NeedsAFractionOfAStepForEachByte()
    {
        var old = new DeltaTexts(new Random(1)).Json(8000);
        var fresh = old.Replace("77\",\"price\":", "77\",\"price\":4", StringComparison.Ordinal);

        TextDelta.Between(Bytes(old), Bytes(fresh), int.MaxValue, out var work);

        Assert.NotEqual(old, fresh);
        Assert.InRange(work, 1, old.Length / 10);
    }

    [Theory]
    [InlineData(36, 1, 550_000)]
    [InlineData(36, 26, 550_000)]
    [InlineData(68, 1, 300_000)]
    [InlineData(68, 26, 300_000)]
    public void Between_ShortRowsFilledWithOneLetterReSorted_NeedsFewStepsForEachByte(int width, int letters, int most)
    {
        var random = new Random(1);
        string[] rows = [.. Enumerable.Range(0, (1 << 20) / width).Select(i => $"{i:D6}{new string((char)('a' + random.Next(letters)), width - 7)}\n")];
        var from = Bytes(string.Concat(rows));
        random.Shuffle(rows);

        var delta = TextDelta.Between(from, Bytes(string.Concat(rows)), int.MaxValue, out var work)!;

        Assert.InRange(work, 0, 8L * from.Length);
        Assert.InRange(delta.Length, 0, most);
    }

    // What has no source is longer than any row that has one.
    [Fact]
    public void Between_AStretchPutInBeforeShortRowsReSorted_StillFindsTheRows()
    {
        var texts = new DeltaTexts(new Random(7));
        string[] rows = [.. Enumerable.Range(0, 300).Select(texts.LogLine)];
        var from = string.Concat(rows);
        new Random(8).Shuffle(rows);

        var delta = TextDelta.Between(Bytes(from), Bytes(Random(3000, 26, 9) + string.Concat(rows)), int.MaxValue)!;

        Assert.InRange(delta.Length, 3000, 3000 + (from.Length / 3));
    }

    [Fact]
    public void Between_NothingInCommonAndALowLimit_StopsLongBeforeTheEnd()
    {
        var (from, to) = (Bytes(Random(Million, 90, 1)), Bytes(Random(Million, 90, 2)));

        Assert.Null(TextDelta.Between(from, to, 1000, out var work));
        Assert.NotNull(TextDelta.Between(from, to, int.MaxValue, out var all));

        // The index over the old text, one step for each sixteenth byte, and then no more than about the limit.
        Assert.InRange(work, 0, (Million / 16) + 5000);
        Assert.True(work < all / 2, $"{work} of {all}");
    }

    [Fact]
    public void Between_Repeated_AllocatesLittleMoreThanTheResult()
    {
        var texts = new DeltaTexts(new Random(2));
        var rows = Enumerable.Range(0, 500).Select(texts.JsonRow).ToArray();
        var from = Bytes(string.Join(",\n", rows) + "é");
        new Random(3).Shuffle(rows);
        var to = Bytes(string.Join(",\n", rows) + "è");

        // The pool may lose an array to the collector in one round, not in all.
        var least = long.MaxValue;
        for (var round = 0; round < 10; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var delta = TextDelta.Between(from, to, int.MaxValue)!;
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before - delta.Length);
        }

        Assert.InRange(least, 0, 200);
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Periodic(string period, int length) => string.Concat(Enumerable.Repeat(period, length / period.Length));

    private static string Random(int length, int letters, int seed)
    {
        var random = new Random(seed);
        return string.Create(length, random, (text, source) =>
        {
            for (var i = 0; i < text.Length; i++) text[i] = (char)(' ' + source.Next(letters));
        });
    }

    private static string Runs(int seed)
    {
        var random = new Random(seed);
        return string.Concat(Enumerable.Range(0, Million / 50).Select(_ => new string('a', random.Next(100)) + "b"));
    }

    private static string Blocks(int length, int seed)
    {
        string[] blocks = [.. Enumerable.Range(0, 16).Select(i => Random(length, 90, 50 + i))];
        var random = new Random(seed);
        return string.Concat(Enumerable.Range(0, Million / length).Select(_ => blocks[random.Next(blocks.Length)]));
    }
}
