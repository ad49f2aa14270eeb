using System.Globalization;
using System.Text;
using System.Text.Json;
using CometGateway.Core.Deltas;

namespace CometGateway.Core.Tests.Deltas;

public sealed class TextDeltaTests
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz";

    [Theory]
    [InlineData("", "", "[]")]
    [InlineData("x", "", "[]")]
    [InlineData("", "x", "[\"x\"]")]
    [InlineData("x", "x", "[[0,1]]")]
    [InlineData("naïve 😀", "naïve 😀", "[[0,8]]")]
    [InlineData("short", "shirt", "[\"shirt\"]")]
    [InlineData(Letters, Letters + "!", "[[0,26],\"!\"]")]
    [InlineData(Letters, "!" + Letters, "[\"!\",[0,26]]")]
    [InlineData(Letters + "1" + Letters, Letters + "23" + Letters, "[[0,26],\"23\",[27,26]]")]
    [InlineData(Letters + "123" + Letters, Letters + Letters, "[[0,26],[29,26]]")]
    [InlineData("é😀" + Letters, "漢é😀" + Letters, "[\"漢\",[0,29]]")]
    [InlineData("é😀" + Letters + "1" + Letters, "é😀" + Letters + "😀" + Letters, "[[0,29],\"😀\",[30,26]]")]
    public void Between_SmallTexts_GivesCopiesAndInserts(string from, string to, string expected) =>
        Assert.Equal(expected, Delta(from, to));

    [Fact]
    public void Between_TwoHalvesExchanged_CopiesBoth()
    {
        var first = string.Concat(Letters, Letters.ToUpperInvariant());
        const string second = "0123456789-9876543210-0246813579-9753186420";

        Assert.Equal("[[52,43],[0,52]]", Delta(first + second, second + first));
    }

    [Fact]
    public void Between_InsertWithEveryAwkwardCharacter_EscapesNoMoreThanJsonDemands()
    {
        const string inserted = "\"\\/<&+'\r\n\t\b\f\0\u001f\u007f\u0085\u2028\u2029\ufeffé漢😀";

        Assert.Equal("[\"\\\"\\\\/<&+'\\r\\n\\t\\b\\f\\u0000\\u001f\u007f\u0085\u2028\u2029\ufeffé漢😀\"]", Delta("", inserted));
    }

    [Theory]
    [InlineData("😀", "😁")]
    [InlineData("\U00010000", "\U00020000")]
    [InlineData("é", "è")]
    public void Between_CharactersThatShareBytesDiffer_CutsAroundTheWholeCharacter(string one, string other) =>
        Assert.Equal($"[[0,26],\"{other}\",[{26 + one.Length},26]]", Delta(Letters + one + Letters, Letters + other + Letters));

    [Fact]
    public void Between_ValuesEditedInPlace_CostsLittleMoreThanTheValues()
    {
        var row = Enumerable.Range(0, 50).Select(i => $"\"sensor-{i:00} in the greenhouse\":").ToArray();
        var old = string.Concat(row.Select((name, i) => name + (100 + i).ToString(CultureInfo.InvariantCulture) + ","));
        var fresh = string.Concat(row.Select((name, i) => name + (i % 10 == 5 ? 9000 + i : 100 + i).ToString(CultureInfo.InvariantCulture) + ","));

        // Five inserts of about four digits, six copies of at most 12 bytes.
        Assert.InRange(Delta(old, fresh).Length, 60, 6 * 12 + 5 * 8);
    }

    [Fact]
    public void Between_RowsReSorted_IsAboutOneCopyForEachRow()
    {
        var texts = new DeltaTexts(new Random(1));
        string[] rows = [.. Enumerable.Range(0, 300).Select(texts.JsonRow)];
        var old = Joined(rows);
        new Random(2).Shuffle(rows);

        var delta = Delta(old, Joined(rows));

        Assert.InRange(delta.Count(c => c == '['), 290, 330);
        Assert.True(delta.Length < 5000, $"{delta.Length} bytes");
    }

    [Fact]
    public void Between_RowsTakenOutAndPutIn_CopiesTheStretchesBetween()
    {
        var texts = new DeltaTexts(new Random(3));
        string[] rows = [.. Enumerable.Range(0, 200).Select(texts.JsonRow)];
        string[] fresh = [texts.JsonRow(900), .. rows.Where((_, i) => i is not 60 and not 120)];

        // Two copies' worth for the rows taken out, and one row of text at the head.
        Assert.InRange(Delta(Joined(rows), Joined(fresh)).Length, 30, 220);
    }

    [Fact]
    public void Between_LogThatLostItsHeadAndGrew_CopiesWhatStayedAtOnce()
    {
        var texts = new DeltaTexts(new Random(4));
        string[] lines = [.. Enumerable.Range(0, 1010).Select(texts.LogLine)];

        var delta = Delta(string.Concat(lines[..1000]), string.Concat(lines[10..]));

        // The lines begin alike, so the first of them may be said by its beginning and its rest.
        using var parts = JsonDocument.Parse(delta);
        var longest = parts.RootElement.EnumerateArray().Where(part => part.ValueKind == JsonValueKind.Array).Max(part => part[1].GetInt32());
        Assert.InRange(longest, string.Concat(lines[11..1000]).Length, string.Concat(lines[10..1000]).Length);
        Assert.True(delta.Length < string.Concat(lines[1000..]).Length, $"{delta.Length} bytes");
    }

    [Fact]
    public void Between_HtmlTableWithEditedCells_CostsLittleForEachCell()
    {
        var texts = new DeltaTexts(new Random(5));
        var old = texts.Html(300);
        var edited = 0;
        var fresh = string.Concat(old.Split("numeric\">").Select((part, i) => i == 0 ? part
            : i % 20 != 7 ? "numeric\">" + part
            : "numeric\">" + string.Create(CultureInfo.InvariantCulture, $"{++edited}.5") + part[part.IndexOf('<', StringComparison.Ordinal)..]));

        Assert.InRange(Delta(old, fresh).Length, edited * 10, edited * 25);
    }

    [Fact]
    public void Between_NearAndFarMatch_FindsTheWayBackToTheRightRow()
    {
        // Every row has the same frame and other values: after the rows taken out, only the values tell where the text goes on.
        var texts = new DeltaTexts(new Random(6));
        string[] rows = [.. Enumerable.Range(0, 400).Select(texts.HtmlRow)];
        string[] fresh = [.. rows.Where((_, i) => i is < 100 or >= 130 and not 300)];

        var delta = Delta(string.Concat(rows), string.Concat(fresh));

        Assert.True(delta.Length < 100, delta);
    }

    private static string Joined(string[] rows) => "{\"items\":[" + string.Join(',', rows) + "]}";

    private static string Delta(string from, string to) =>
        Encoding.UTF8.GetString(TextDelta.Between(Encoding.UTF8.GetBytes(from), Encoding.UTF8.GetBytes(to), int.MaxValue)!);
}
