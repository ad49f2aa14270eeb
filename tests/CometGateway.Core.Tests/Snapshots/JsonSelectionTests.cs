using System.Globalization;
using System.Text;
using System.Text.Json;
using CometGateway.Core.Http;
using CometGateway.Core.Snapshots;

namespace CometGateway.Core.Tests.Snapshots;

public class JsonSelectionTests
{
    private static readonly MediaType Json = new("application/json");

    [Theory]
    [InlineData("""{"a":1}""", "/a", "1")]
    [InlineData("""{ "a" : { "b" : [ 1.50 , "x" ] } , "c": 0 }""", "/a", """{ "b" : [ 1.50 , "x" ] }""")]
    [InlineData("""{"a":{"b":[10,20,{"c":true}]}}""", "/a/b/2/c", "true")]
    [InlineData("""[[0,1],[2,3]]""", "/1/0", "2")]
    [InlineData("""{"a":"\u0041\n"}""", "/a", "\"\\u0041\\n\"")]
    [InlineData("""{"a":null}""", "/a", "null")]
    [InlineData("""{"":{"":5}}""", "//", "5")]
    [InlineData("""{"":6}""", "/", "6")]
    [InlineData("""{"a/b":1,"m~n":2,"a~1b":3}""", "/a~1b", "1")]
    [InlineData("""{"a/b":1,"m~n":2,"a~1b":3}""", "/m~0n", "2")]
    [InlineData("""{"a/b":1,"m~n":2,"a~1b":3}""", "/a~01b", "3")]
    [InlineData("""{"é":1}""", "/é", "1")]
    [InlineData("""{"\u00e9":1}""", "/é", "1")]
    [InlineData("""{"\u002f":1}""", "/~1", "1")]
    [InlineData("""{"0":1,"01":2}""", "/01", "2")]
    [InlineData(" \n{\"a\":1} \t", "", "{\"a\":1}")]
    [InlineData("7", "", "7")]
    public void Of_APointerThatNamesAValue_IsItsBytesAsTheyAre(string json, string selector, string part) =>
        Assert.Equal(part, Selected(json, selector));

    [Theory]
    [InlineData("""{"a":1,"a":2}""", "/a", "2")]
    [InlineData("""{"a":{"b":1},"x":0,"a":{"b":2,"b":3}}""", "/a/b", "3")]
    [InlineData("""{"a":1,"\u0061":2}""", "/a", "2")]
    [InlineData("""{"a":{"b":1},"a":{"c":2}}""", "/a/b", null)]
    [InlineData("""{"a":{"b":1},"a":5}""", "/a/b", null)]
    [InlineData("""{"a":[1],"a":[]}""", "/a/0", null)]
    public void Of_ANameThatComesTwice_IsTheLastOne(string json, string selector, string? part) => Assert.Equal(part, Selected(json, selector));

    [Theory]
    [InlineData("""{"a":1}""", "/b")]
    [InlineData("""{"a":1}""", "/A")]
    [InlineData("""{"a":1}""", "/a/b")]
    [InlineData("""{"a":{"b":1}}""", "/b")]
    [InlineData("""[1,2]""", "/2")]
    [InlineData("""[1,2]""", "/-")]
    [InlineData("""[1,2]""", "/01")]
    [InlineData("""[1,2]""", "/-1")]
    [InlineData("""[1,2]""", "/99999999999999999999")]
    [InlineData("""{"\ud800":1}""", "/?")]
    [InlineData("5", "/a")]
    public void Of_APointerThatNamesNothing_SaysSoByItsName(string json, string selector) =>
        Assert.Equal($"nothing on the page matches Select '{selector}'", Select(json, selector).WhyNot);

    [Fact]
    public void Of_NamesThatAreNoUnicode_AreOnlyPassedOver() => Assert.Equal("2", Selected("""{"\ud800":1,"\ud800a":{},"a":2,"\udc00\ud800":3}""", "/a"));

    [Theory]
    [InlineData("""{"a":1""")]
    [InlineData("""{"a":1} x""")]
    [InlineData("""{"a":1,}""")]
    [InlineData("")]
    [InlineData("<html>")]
    public void Of_WhatIsNotJsonToItsEnd_IsNoneOfIt(string text)
    {
        Assert.Equal("the site's body is not valid JSON", Select(text, "/a").WhyNot);
        Assert.Equal("nothing on the page matches Select '/a'", Select(text, "/a", new("text/html")).WhyNot);
        Assert.NotNull(Select(text, "").WhyNot);
    }

    // PHP sends everything as text/html unless told otherwise.
    [Fact]
    public void Of_JsonUnderAnotherType_IsReadAllTheSame() => Assert.Null(Select("""{"a":1}""", "/a", new("text/html")).WhyNot);

    [Fact]
    public void Of_AnyDepth_IsReadWithoutARecursion()
    {
        const int Depth = 200_000;
        var deep = new StringBuilder().Insert(0, "[", Depth).Append('5').Append(']', Depth).ToString();
        var selector = new StringBuilder().Insert(0, "/0", Depth).ToString();

        Assert.Equal("5", Selected(deep, selector));
        Assert.Equal(deep, Selected("{\"a\":" + deep + "}", "/a"));
    }

    [Fact]
    public void Of_RandomJson_IsWhatADocumentModelFinds()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var round = 0; round < 2000; round++)
        {
            var json = RandomJson(random, 4);
            var selector = string.Concat(Enumerable.Range(0, random.Next(4)).Select(_ => "/" + Name(random)));
            Assert.True(string.Equals(Expected(json, selector), Selected(json, selector), StringComparison.Ordinal), $"seed {seed}, round {round}: {selector} in {json}");
        }
    }

    [Theory]
    [InlineData("/a/*")]
    [InlineData("/*")]
    [InlineData("/~2")]
    [InlineData("/a~")]
    public void WhyInvalid_APointerThatNamesNoOneValue_SaysWhy(string selector)
    {
        Assert.NotNull(JsonSelection.WhyInvalid(selector));
        Assert.Throws<FormatException>(() => JsonSelection.Parse(selector));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/a*")]
    [InlineData("/items/0/~0~1")]
    public void WhyInvalid_APointer_IsNull(string selector) => Assert.Null(JsonSelection.WhyInvalid(selector));

    private static SelectedPart Select(string text, string selector, MediaType? type = null) =>
        JsonSelection.Parse(selector).Of(Encoding.UTF8.GetBytes(text), type ?? Json, int.MaxValue);

    private static string? Selected(string json, string selector) =>
        Select(json, selector) is { WhyNot: null } part ? Encoding.UTF8.GetString(part.Text.Span) : null;

    // Few names, so that some come twice in one object and most pointers lead somewhere.
    private static string Name(Random random) => random.Next(4).ToString(CultureInfo.InvariantCulture);

    private static string RandomJson(Random random, int depth)
    {
        var count = random.Next(4);
        return (depth == 0 ? 0 : random.Next(3)) switch
        {
            1 => "{" + string.Join(", ", Enumerable.Range(0, count).Select(_ => $"\"{Name(random)}\" :{RandomJson(random, depth - 1)}")) + "}",
            2 => "[" + string.Join(",", Enumerable.Range(0, count).Select(_ => RandomJson(random, depth - 1))) + " ]",
            _ => random.Next(100).ToString(CultureInfo.InvariantCulture),
        };
    }

    // JsonElement.TryGetProperty also takes the last of several.
    private static string? Expected(string json, string selector)
    {
        using var document = JsonDocument.Parse(json);
        var value = document.RootElement;
        foreach (var name in selector.Split('/').Skip(1))
        {
            if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var member)) value = member;
            else if (value.ValueKind == JsonValueKind.Array && int.Parse(name, CultureInfo.InvariantCulture) is var index && index < value.GetArrayLength()) value = value[index];
            else return null;
        }

        return value.GetRawText();
    }
}
