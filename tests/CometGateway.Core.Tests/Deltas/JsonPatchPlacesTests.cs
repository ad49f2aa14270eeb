using System.Text;
using CometGateway.Core.Deltas;
using CometGateway.TestKit.Deltas;

namespace CometGateway.Core.Tests.Deltas;

/// <summary>Texts are compared by blocks of bytes: an edit is found wherever in a block it lies, and whatever it does to the structure around it.</summary>
public sealed class JsonPatchPlacesTests
{
    // Two blocks and a bit, so that each edit comes to lie on every border.
    private const int Places = 140;

    [Theory]
    [InlineData("1", "12")]
    [InlineData("12", "1")]
    [InlineData("true", "false")]
    [InlineData("\"x\"", "null")]
    [InlineData("\"ab\"", """ "a\"b" """)]
    [InlineData("""  "a\"b" """, "\"ab\"")]
    [InlineData("""  "a\\" """, """  "a\\\"" """)]
    [InlineData("\"]}\"", "\"]},{\"")]
    [InlineData("[1,2]", "[1,\"2]\"]")]
    [InlineData("[]", "[[]]")]
    [InlineData("{}", "[]")]
    [InlineData("[[],{}]", "[[],{},{}]")]
    [InlineData("""{"a":{}}""", """{"a":{"b":{}}}""")]
    [InlineData("""{"a":[1,2],"b":3}""", """{"a":[1],"b":[2,3]}""")]
    [InlineData("""{"a":1,"b":2}""", """{"b":2,"a":3}""")]
    [InlineData("""{"a":1,"a":2}""", """{"a":3,"a":2}""")]
    public void Between_AnEditAtAnyPlace_IsSaidWhereItIs(string from, string to)
    {
        for (var place = 0; place < Places; place++)
        {
            var (old, now) = (Page(place, from), Page(place, to));

            var patch = JsonPatch.Between(old, now, ArrayKeys.Guessed, int.MaxValue)!;

            Assert.Null(JsonSame.Difference(JsonPatchReader.Apply(old, patch), JsonTreeReader.Read(now)));
            Assert.DoesNotContain("\"path\":\"\"", Encoding.UTF8.GetString(patch), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Between_AnItemAtAnyPlace_HasItsIndex()
    {
        for (var items = 1; items < Places; items++)
        {
            string[] values = [.. Enumerable.Range(0, items).Select(n => n % 3 == 0 ? "\"[\\\",\"" : n % 3 == 1 ? $"{{\"k\":[{n}],\"l\":{{}}}}" : "7")];
            var from = Encoding.UTF8.GetBytes($"[{string.Join(',', values)},0,\"a text that follows, and is the same\"]");
            var to = Encoding.UTF8.GetBytes($"[{string.Join(',', values)},1,\"a text that follows, and is the same\"]");

            Assert.Equal($$"""[{"op":"replace","path":"/{{items}}","value":1}]""", Encoding.UTF8.GetString(JsonPatch.Between(from, to, ArrayKeys.Guessed, int.MaxValue)!));
        }
    }

    private static byte[] Page(int place, string value) =>
        Encoding.UTF8.GetBytes($$"""{"before":"{{new string('x', place)}}","edited":{{value}},"behind":["{{new string('y', Places)}}"]}""");
}
