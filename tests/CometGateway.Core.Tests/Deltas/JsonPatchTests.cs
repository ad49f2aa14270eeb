using System.Text;
using CometGateway.Core.Deltas;

namespace CometGateway.Core.Tests.Deltas;

/// <summary>What a JSON Patch says of each kind of change.</summary>
public sealed class JsonPatchTests
{
    [Theory]
    [InlineData("""{"a":1,"b":2}""", """{"a":1,"b":3}""", """[{"op":"replace","path":"/b","value":3}]""")]
    [InlineData("""{"a":{"b":{"c":"x"}}}""", """{"a":{"b":{"c":"y"}}}""", """[{"op":"replace","path":"/a/b/c","value":"y"}]""")]
    [InlineData("""{"a":1,"b":2}""", """{"a":1}""", """[{"op":"remove","path":"/b"}]""")]
    [InlineData("""{"b":2}""", """{"a":[1,{}],"b":2}""", """[{"op":"add","path":"/a","value":[1,{}]}]""")]
    [InlineData("""{}""", """{"a":null}""", """[{"op":"add","path":"/a","value":null}]""")]
    [InlineData("""{"a":[]}""", """{"a":{}}""", """[{"op":"replace","path":"/a","value":{}}]""")]
    [InlineData(
        """{"old":1,"same":"a text that is longer than both operations, so that they are worth it"}""",
        """{"new":1,"same":"a text that is longer than both operations, so that they are worth it"}""",
        """[{"op":"remove","path":"/old"},{"op":"add","path":"/new","value":1}]""")]
    [InlineData("""{"old":1,"same":true}""", """{"new":1,"same":true}""", """[{"op":"replace","path":"","value":{"new":1,"same":true}}]""")]
    public void Between_Objects_ComparesMembersByName(string from, string to, string patch) => Assert.Equal(patch, Between(from, to));

    [Theory]
    [InlineData("""{"n":1.0}""", """{"n":1}""", "1")]
    [InlineData("""{"n":1}""", """{"n":1.0}""", "1.0")]
    [InlineData("""{"n":9007199254740993}""", """{"n":9007199254740994}""", "9007199254740994")]
    [InlineData("""{"n":1e5}""", """{"n":1E5}""", "1E5")]
    [InlineData("""{"n":-0}""", """{"n":0}""", "0")]
    [InlineData("""{"n":12}""", """{"n":123}""", "123")]
    [InlineData("""{"n":123}""", """{"n":12}""", "12")]
    public void Between_Numbers_KeepTheirText(string from, string to, string value) =>
        Assert.Equal($$"""[{"op":"replace","path":"/n","value":{{value}}}]""", Between(from, to));

    [Theory]
    [InlineData("""{"a":1,"b":[1,2]}""", """{"b":[1,2],"a":1}""")]
    [InlineData("""{"a":1,"b":[1,{"c":2}]}""", "{ \"a\" : 1 ,\r\n\t\"b\" : [ 1 , { \"c\" : 2 } ] }")]
    [InlineData("[]", " [ ]\n")]
    [InlineData("{}", "{ }")]
    [InlineData("7", " 7 ")]
    [InlineData("""{"a":1}""", """{"\u0061":1}""")]
    public void Between_SameValueInOtherLayout_IsEmpty(string from, string to) => Assert.Equal("[]", Between(from, to));

    [Theory]
    [InlineData("1", "2")]
    [InlineData("null", "{}")]
    [InlineData("\"a\"", "\"b\"")]
    [InlineData("[1]", "{\"a\":1}")]
    public void Between_OtherRoot_ReplacesIt(string from, string to) => Assert.Equal($$"""[{"op":"replace","path":"","value":{{to}}}]""", Between(from, to));

    [Theory]
    [MemberData(nameof(NamesWithMarks))]
    public void Between_NameOfAnyLengthWithAMarkAtAnyPlace_EscapesIt(string name, string path)
    {
        // Behind the name there is room for whatever is read at once, or the text ends; and marks that are not the name's.
        foreach (var behind in new[] { $",\"z\":\"/~{new string('x', 40)}\"", "", "   " })
        {
            Assert.Equal($$"""[{"op":"replace","path":"/{{path}}","value":2}]""", Between($$"""{"{{name}}":1{{behind}}}""", $$"""{"{{name}}":2{{behind}}}"""));
            Assert.Equal($$"""[{"op":"replace","path":"/{{path}}","value":"/~\\"}]""", Between($$"""{"{{name}}":"~/\\"{{behind}}}""", $$"""{"{{name}}":"/~\\"{{behind}}}"""));
        }
    }

    public static TheoryData<string, string> NamesWithMarks()
    {
        var names = new TheoryData<string, string>();
        foreach (var length in new[] { 0, 1, 14, 15, 16, 17 }) names.Add(new string('n', length), new string('n', length));
        foreach (var (mark, escaped) in new[] { ("/", "~1"), ("~", "~0"), ("\\\\", "\\\\"), ("\\/", "~1"), ("é", "é") })
        {
            foreach (var (before, after) in new[] { (0, 0), (0, 12), (7, 7), (14, 0), (15, 0), (16, 0), (30, 1) })
                names.Add($"{new string('n', before)}{mark}{new string('m', after)}", $"{new string('n', before)}{escaped}{new string('m', after)}");
        }

        return names;
    }

    [Theory]
    [InlineData("""{"a/b":1}""", """{"a/b":2}""", "/a~1b")]
    [InlineData("""{"a~b":1}""", """{"a~b":2}""", "/a~0b")]
    [InlineData("""{"a\/b":1}""", """{"a\/b":2}""", "/a~1b")]
    [InlineData("""{"a\u002fb\u007e":1}""", """{"a\u002fb\u007e":2}""", "/a~1b~0")]
    [InlineData("""{"":1}""", """{"":2}""", "/")]
    [InlineData("""{"a\"b":1}""", """{"a\"b":2}""", """/a\"b""")]
    [InlineData("""{"a\\b":1}""", """{"a\\b":2}""", """/a\\b""")]
    [InlineData("""{"\u00e9":1}""", """{"\u00e9":2}""", "/é")]
    [InlineData("""{"\ud83d\ude00":{"x":1}}""", """{"\ud83d\ude00":{"x":2}}""", "/😀/x")]
    public void Between_Name_IsEscapedInThePointer(string from, string to, string path) =>
        Assert.Equal($$"""[{"op":"replace","path":"{{path}}","value":2}]""", Between(from, to));

    [Fact]
    public void Between_RowInsertedAtTheHead_IsOneOperation()
    {
        var rows = Rows(100);

        Assert.Equal("""[{"op":"add","path":"/rows/0","value":{"id":"new"}}]""", Between(Page(rows), Page(["""{"id":"new"}""", .. rows])));
    }

    [Fact]
    public void Between_RowRemovedAndOneEdited_AreTwoOperations()
    {
        var rows = Rows(100);
        string[] after = [.. rows[..40], .. rows[41..90], """{"id":90,"text":"edited"}""", .. rows[91..]];

        Assert.Equal("""[{"op":"remove","path":"/rows/40"},{"op":"replace","path":"/rows/89/text","value":"edited"}]""", Between(Page(rows), Page(after)));
    }

    [Fact]
    public void Between_RowMoved_IsOneMove()
    {
        var rows = Rows(100);
        string[] after = [rows[70], .. rows[..70], .. rows[71..]];

        Assert.Equal("""[{"op":"move","from":"/rows/70","path":"/rows/0"}]""", Between(Page(rows), Page(after)));
        Assert.Equal("""[{"op":"move","from":"/rows/0","path":"/rows/70"}]""", Between(Page(after), Page(rows)));
    }

    [Fact]
    public void Between_LinesWithoutAKey_AreAlignedByWhatTheySay()
    {
        string[] lines = [.. Enumerable.Range(0, 200).Select(n => $"\"2026-01-01 line {n}\"")];
        string[] after = [.. lines[2..], "\"the newest\""];

        Assert.Equal(
            """[{"op":"remove","path":"/rows/1"},{"op":"remove","path":"/rows/0"},{"op":"add","path":"/rows/198","value":"the newest"}]""",
            Between(Page(lines), Page(after)));
    }

    [Fact]
    public void Between_ItemsWithoutAKeyEditedInPlace_AreEditedInPlace()
    {
        string[] rows = [.. Enumerable.Range(0, 100).Select(n => $$"""{"when":"12:{{n:00}}","load":{{n}},"state":"open"}""")];
        string[] after = [.. rows];
        foreach (var n in (int[])[3, 4, 50]) after[n] = after[n].Replace("open", "held");

        Assert.Equal(
            """[{"op":"replace","path":"/rows/3/state","value":"held"},{"op":"replace","path":"/rows/4/state","value":"held"},{"op":"replace","path":"/rows/50/state","value":"held"}]""",
            Between(Page(rows), Page(after)));
    }

    [Fact]
    public void Between_KeyBy_SaysWhichMemberTellsItemsApart()
    {
        var keys = ArrayKeys.Parse(["/groups/*/rows/*/code"]);
        const string From = """{"groups":[{"rows":[{"code":"x","id":1,"text":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"},{"code":"y","id":2,"text":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"}]}]}""";
        const string To = """{"groups":[{"rows":[{"code":"y","id":1,"text":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"},{"code":"x","id":2,"text":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}]}]}""";

        Assert.Equal(
            """[{"op":"move","from":"/groups/0/rows/1","path":"/groups/0/rows/0"},{"op":"replace","path":"/groups/0/rows/0/id","value":1},{"op":"replace","path":"/groups/0/rows/1/id","value":2}]""",
            Between(From, To, keys));
    }

    [Theory]
    [InlineData("""{"o":{"a":1,"a":2},"p":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}""", """{"o":{"a":9,"a":2},"p":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}""", """{"a":9,"a":2}""")]
    [InlineData("""{"o":{"a":1,"\u0061":2},"p":"xxxxxxxxxxxxxxxxxxxxxxxxxxxx"}""", """{"o":{"a":1,"\u0061":3},"p":"xxxxxxxxxxxxxxxxxxxxxxxxxxxx"}""", """{"a":1,"\u0061":3}""")]
    [InlineData("""{"o":{"b":1,"a":2},"p":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}""", """{"o":{"a":1,"a":2},"p":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}""", """{"a":1,"a":2}""")]
    [InlineData("""{"o":{"\ud800":1},"p":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}""", """{"o":{"\ud800":2},"p":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}""", """{"\ud800":2}""")]
    public void Between_NameThatNoPointerCanMean_ReplacesTheObject(string from, string to, string value) =>
        Assert.Equal($$"""[{"op":"replace","path":"/o","value":{{value}}}]""", Between(from, to));

    [Fact]
    public void Between_LoneSurrogatesAndNulInStrings_AreKeptAsWritten() => Assert.Equal(
        """[{"op":"replace","path":"/a","value":"\udc00\u0000\ud800"}]""",
        Between("""{"a":"\ud800","b":"\u0000"}""", """{"a":"\udc00\u0000\ud800","b":"\u0000"}"""));

    [Theory]
    [InlineData("""{"a":"{[,\"","b":1}""", """{"a":"{[,\"","b":2}""")]
    [InlineData("""{"a":"\\","b":1}""", """{"a":"\\","b":2}""")]
    [InlineData("""{"a":"]}\\\"","b":1}""", """{"a":"]}\\\"","b":2}""")]
    public void Between_BracketsAndQuotesInStrings_AreText(string from, string to) => Assert.Equal("""[{"op":"replace","path":"/b","value":2}]""", Between(from, to));

    [Fact]
    public void Between_PatchLongerThanTheLimit_IsNull()
    {
        const string Patch = """[{"op":"replace","path":"/a","value":"yyyy"}]""";
        Assert.Equal(Patch, Between("""{"a":"xxxx"}""", """{"a":"yyyy"}""", limit: Patch.Length));
        Assert.Null(Between("""{"a":"xxxx"}""", """{"a":"yyyy"}""", limit: Patch.Length - 1));
    }

    private static string? Between(string from, string to, ArrayKeys? keys = null, int limit = 1 << 20) =>
        JsonPatch.Between(Encoding.UTF8.GetBytes(from), Encoding.UTF8.GetBytes(to), keys ?? ArrayKeys.Guessed, limit) is { } patch ? Encoding.UTF8.GetString(patch) : null;

    private static string Page(IEnumerable<string> rows) => $$"""{"title":"t","rows":[{{string.Join(',', rows)}}],"end":true}""";

    private static string[] Rows(int count) => [.. Enumerable.Range(0, count).Select(n => $$"""{"id":{{n}},"text":"row {{n}}"}""")];
}
