using System.Text;
using System.Text.Json.Nodes;
using CometGateway.Core.Deltas;
using CometGateway.TestKit.Deltas;

namespace CometGateway.Core.Tests.Deltas;

public sealed class MergePatchTests
{
    // RFC 7396 appendix A: original, patch, result; and the patch that is found between the two, which need not say what is so already.
    [Theory]
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"b":"c"}""", """{"a":"b","b":"c"}""", """{"b":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"a":null}""", """{}""", """{"a":null}""")]
    [InlineData("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}""", """{"a":null}""")]
    [InlineData("""{"a":["b"]}""", """{"a":"c"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"c"}""", """{"a":["b"]}""", """{"a":["b"]}""", """{"a":["b"]}""")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""["a","b"]""", """["c","d"]""", """["c","d"]""", null)]
    [InlineData("""{"a":"b"}""", """["c"]""", """["c"]""", null)]
    [InlineData("""{"a":"foo"}""", "null", "null", null)]
    [InlineData("""{"a":"foo"}""", "\"bar\"", "\"bar\"", null)]
    [InlineData("""{"e":null}""", """{"a":1}""", """{"e":null,"a":1}""", """{"a":1}""")]
    [InlineData("""[1,2]""", """{"a":"b","c":null}""", """{"a":"b"}""", null)]
    [InlineData("""{}""", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""", """{"a":{"bb":{}}}""")]
    public void Between_ExamplesOfTheRfc_FindsThePatch(string original, string patch, string result, string? found)
    {
        Assert.True(MergePatchReader.Same(JsonNode.Parse(result), MergePatchReader.Apply(JsonNode.Parse(original), JsonNode.Parse(patch))));
        Assert.Equal(found, Between(original, result));
    }

    [Theory]
    [InlineData("""{"a":1}""", """{ "a" : 1 }""", "{}")]
    [InlineData("""{"a":1,"b":{"c":[1,{"d":2,"e":"x"}]}}""", """{"b":{"c":[ 1,{"e":"\u0078","d":2} ]},"a":1}""", "{}")]
    [InlineData("""{"a":null}""", """{ "a":null }""", "{}")]
    [InlineData("""{"a":{"b":1}}""", """{"a":{ "b":1}}""", "{}")]
    [InlineData("""{"a":1}""", """{"\u0061":2}""", """{"\u0061":2}""")]
    [InlineData("""{"\u0061":1}""", """{}""", """{"\u0061":null}""")]
    [InlineData("""{"a":1}""", """{"a":1.0}""", """{"a":1.0}""")]
    [InlineData("""{"a":[1]}""", """{"a":[1.0]}""", """{"a":[1.0]}""")]
    [InlineData("""{"id":9007199254740992}""", """{"id":9007199254740993}""", """{"id":9007199254740993}""")]
    [InlineData("""{"a":1,"b":{"c":1,"d":2},"e":3}""", """{"a":1,"b":{"c":2,"d":2}}""", """{"b":{"c":2},"e":null}""")]
    [InlineData("""{"a":1}""", """{"a":{}}""", """{"a":{}}""")]
    [InlineData("""{"a":{"b":1}}""", """{"a":{}}""", """{"a":{"b":null}}""")]
    [InlineData("""{"a":{}}""", """{"a":[{"b":null}]}""", """{"a":[{"b":null}]}""")]
    [InlineData("""{"a":[]}""", """{"a":{"b":[null,{"c":null,"c":1}]}}""", """{"a":{"b":[null,{"c":null,"c":1}]}}""")]
    [InlineData("""{"a":{"x":null},"b":1}""", """{"a":{"x":null},"b":2}""", """{"b":2}""")]
    [InlineData("""{"a":{"x":1,"x":2},"b":1}""", """{"a":{"x":1,"x":2},"b":2}""", """{"b":2}""")]
    [InlineData("""{"a":"\ud83d\ude00"}""", """{"a":"😀"}""", "{}")]
    [InlineData("""{"a":"\\ud800"}""", """{"a":"\\ud801"}""", """{"a":"\\ud801"}""")]
    public void Between_Change_SaysNoMoreThanTheChange(string from, string to, string patch) => Assert.Equal(patch, Between(from, to));

    [Theory]
    [InlineData("""{"a":1}""", """{"a":null}""")]
    [InlineData("""{}""", """{"a":null}""")]
    [InlineData("""{}""", """{"a":{"b":{"c":null}}}""")]
    [InlineData("""{"a":1}""", """{"a":{"b":null}}""")]
    [InlineData("""{"a":{"b":1}}""", """{"a":{"b":null}}""")]
    [InlineData("""{"a":1,"a":2}""", """{"a":2}""")]
    [InlineData("""{"a":2}""", """{"a":1,"a":2}""")]
    [InlineData("""{}""", """{"a":1,"\u0061":2}""")]
    [InlineData("""{"b":1}""", """{"b":{"a":1,"a":2}}""")]
    [InlineData("""{"\ud800":1}""", """{"\ud800":2}""")]
    [InlineData("""{}""", """{"\udc00\ud800":2}""")]
    [InlineData("""{}""", """{"a":"\ud800"}""")]
    [InlineData("""{}""", """{"a":"\ud83dx\ude00"}""")]
    [InlineData("""{}""", """{"a":[{"\ud83d\u0041":1}]}""")]
    [InlineData("1", "1")]
    public void Between_WhatCannotBeSaid_IsNull(string from, string to) => Assert.Null(Between(from, to));

    [Theory]
    [InlineData(10_000)]
    [InlineData(100_000)]
    public void Between_DeepTexts_FindsOrDeclines(int depth)
    {
        string Nested(string open, string inner, string close) => $"{{\"a\":{string.Concat(Enumerable.Repeat(open, depth))}{inner}{string.Concat(Enumerable.Repeat(close, depth))},\"b\":";

        Assert.Equal("""{"b":2}""", Between(Nested("{\"a\":", "1", "}") + "1}", Nested("{\"a\":", "1", "}") + "2}"));
        Assert.Null(Between(Nested("{\"a\":", "1", "}") + "1}", Nested("{\"a\":", "2", "}") + "1}"));
        Assert.Equal(Nested("[", "2", "]")[..^5] + "}", Between(Nested("[", "1", "]") + "1}", Nested("[", "2", "]") + "1}"));
        Assert.Equal(Nested("{\"a\":", "2", "}")[..^5] + "}", Between("""{"b":1}""", Nested("{\"a\":", "2", "}") + "1}"));
    }

    [Fact]
    public void Between_AHundredThousandMembersInAnotherOrder_FindsTheOneThatChanged()
    {
        var members = Enumerable.Range(0, 100_000).Select(i => $"\"member {i}\":{i}").ToArray();
        var from = $"{{{string.Join(',', members)}}}";
        members[70_000] = "\"member 70000\":\"new\"";
        var to = $"{{{string.Join(',', members.Reverse())}}}";

        Assert.Equal("""{"member 70000":"new"}""", Between(from, to));
    }

    [Fact]
    public void Between_RandomDocuments_FindsTheSmallestPatchWhereThereIsOne()
    {
        var seed = Environment.ProcessId;
        var random = new Random(seed);
        var documents = new MergePatchDocuments(random);
        var said = 0;
        const int Rounds = 20_000;
        for (var round = 0; round < Rounds; round++)
        {
            var old = documents.Object(4);
            var next = random.Next(8) == 0 ? documents.Object(4) : documents.Next(old);
            var (from, to) = (documents.Written(old), documents.Written(next));
            var because = $"seed {seed}, round {round}:\n{from}\n{to}";

            var patch = Between(from, to);

            var expected = Expected(old, next);
            Assert.True(expected is null == patch is null, because);
            if (patch is null) continue;
            said++;
            Assert.True(MergePatchReader.Same(expected, JsonNode.Parse(patch)), $"{because}\n{patch}");
            Assert.True(MergePatchReader.Same(next, MergePatchReader.Apply(JsonNode.Parse(from), JsonNode.Parse(patch))), $"{because}\n{patch}");
            var size = Encoding.UTF8.GetByteCount(patch);
            Assert.True(Between(from, to, size) == patch && Between(from, to, size - 1) is null, because);
        }

        Assert.InRange(said, Rounds / 4, Rounds - 1);
    }

    /// <summary>The smallest patch by the letter of RFC 7396, or null when none says the change.</summary>
    private static JsonObject? Expected(JsonObject from, JsonObject to)
    {
        var patch = new JsonObject();
        foreach (var (name, _) in from.Where(member => !to.ContainsKey(member.Key))) patch[name] = null;
        foreach (var (name, value) in to)
        {
            if (from.TryGetPropertyValue(name, out var old) && MergePatchReader.Same(old, value)) continue;
            var change = old is JsonObject before && value is JsonObject after ? Expected(before, after) : IsSayable(value) ? value!.DeepClone() : null;
            if (change is null) return null;
            patch[name] = change;
        }

        return patch;
    }

    private static bool IsSayable(JsonNode? value) => value is JsonObject members ? members.All(member => IsSayable(member.Value)) : value is not null;

    private static string? Between(string from, string to, int limit = int.MaxValue) =>
        MergePatch.Between(Encoding.UTF8.GetBytes(from), Encoding.UTF8.GetBytes(to), limit) is { } patch ? Encoding.UTF8.GetString(patch) : null;
}
