using System.Text;
using CometGateway.TestKit.Deltas;

namespace CometGateway.Core.Tests.Deltas;

public sealed class JsonSameTests
{
    [Theory]
    [InlineData("""{"a":1,"b":[true,null]}""", "{ \"b\" : [ true , null ],\n\"a\":1 }")]
    [InlineData("""["\u00e9\/\ud83d\ude00"]""", """["é/😀"]""")]
    [InlineData("""{"\u0061":1}""", """{"a":1}""")]
    [InlineData("""{"a":1,"a":2}""", """{"a":2}""")]
    [InlineData("""{"a":{"x":1},"b":0,"\u0061":3}""", """{"b":0,"a":3}""")]
    public void Difference_SameMeaning_IsNull(string one, string other) => Assert.Null(Difference(one, other));

    [Theory]
    [InlineData("1", "1.0", "at \"\": 1 is not 1.0")]
    [InlineData("1e5", "1E5", "at \"\": 1e5 is not 1E5")]
    [InlineData("[0]", "[-0]", "at \"/0\": 0 is not -0")]
    [InlineData("[1,2]", "[2,1]", "at \"/0\": 1 is not 2")]
    [InlineData("[1]", "[1,1]", "at \"\": 1 items are not 2")]
    [InlineData("""{"a/b":{"c":1}}""", """{"a/b":{"c":"1"}}""", "at \"/a~1b/c\": 1 is not \"1\"")]
    [InlineData("""{"a":1}""", """{"b":1}""", "at \"/a\": 1 is only in the first")]
    [InlineData("{}", """{"b":[1]}""", "at \"/b\": [1] is only in the second")]
    [InlineData("null", "false", "at \"\": null is not false")]
    public void Difference_OtherMeaning_SaysWhere(string one, string other, string difference) => Assert.Equal(difference, Difference(one, other));

    [Fact]
    public void Difference_ManyMembers_FindsTheOneThatIsNew()
    {
        var (one, other) = (Map(40, "x"), Map(40, "y"));

        Assert.Null(JsonSame.Difference(one, Shuffled(one)));
        Assert.Equal("at \"/x\": 0 is only in the first", JsonSame.Difference(Shuffled(one), other));
    }

    private static string? Difference(string one, string other) => JsonSame.Difference(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(other));

    private static JsonTree Map(int count, string more) =>
        JsonTree.Map(Enumerable.Range(0, count).Select(i => $"m{i}").Append(more).Select(name => JsonTreeMember.Of(name, JsonTree.Number("0"))));

    private static JsonTree Shuffled(JsonTree map)
    {
        var members = map.Members.ToArray();
        new Random(1).Shuffle(members);
        return JsonTree.Map(members);
    }
}
