using System.Text;
using CometGateway.TestKit;
using CometGateway.TestKit.Deltas;

namespace CometGateway.Core.Tests.Deltas;

/// <summary>The applier that judges our patches, judged by the public test suite of RFC 6902 and by what the suite leaves out.</summary>
public sealed class JsonPatchReaderTests
{
    private const string Suite = "tests/npm/node_modules/json-patch-test-suite";

    [Theory]
    [InlineData("tests.json", 70)]
    [InlineData("spec_tests.json", 16)]
    public void Apply_PublicSuite_AnswersAsItSays(string file, int atLeast)
    {
        // Switched off in the suite are the cases that parsers of JSON cannot say and those that some implementations do not want.
        var cases = JsonTreeReader.Read(File.ReadAllBytes(Repository.PathOf($"{Suite}/{file}"))).Items.Where(one => Member(one, "disabled") is null).ToList();

        Assert.True(cases.Count >= atLeast, $"{cases.Count} cases");
        Assert.All(cases, one => Assert.Null(Wrong(one)));
    }

    [Theory]
    [InlineData("""{"a":1.0}""", "[]", """{"a":1.0}""")]
    [InlineData("\"foo\"", """[{"op":"replace","path":"","value":1.50}]""", "1.50")]
    [InlineData("""{"a":1}""", """[{"op":"test","path":"/a","value":1.0e0},{"op":"test","path":"","value":{"a":10e-1}}]""", """{"a":1}""")]
    [InlineData("""{"a":[1,2,3]}""", """[{"op":"move","from":"/a/0","path":"/a/2"}]""", """{"a":[2,3,1]}""")]
    [InlineData("""{"\u0061":1}""", """[{"op":"replace","path":"/\u0061","value":2}]""", """{"a":2}""")]
    [InlineData("""{"a":1,"a":2}""", """[{"op":"remove","path":"/a"}]""", "{}")]
    public void Apply_ValidPatch_GivesTheResult(string document, string patch, string result) =>
        Assert.Null(JsonSame.Difference(JsonPatchReader.Apply(Bytes(document), Bytes(patch)), JsonTreeReader.Read(result)));

    [Theory]
    [InlineData("{}", "{}")]
    [InlineData("{}", "[[]]")]
    [InlineData("{}", """[{"path":"/a","value":1}]""")]
    [InlineData("{}", """[{"op":"add","path":"a","value":1}]""")]
    [InlineData("{}", """[{"op":"add","path":"/~2","value":1}]""")]
    [InlineData("{}", """[{"op":"add","path":"/~","value":1}]""")]
    [InlineData("{}", """[{"op":"add","path":1,"value":1}]""")]
    [InlineData("{}", """[{"op":"remove","path":""}]""")]
    [InlineData("{}", """[{"op":"replace","path":"/a","value":1}]""")]
    [InlineData("[1,2]", """[{"op":"remove","path":"/-"}]""")]
    [InlineData("[1,2]", """[{"op":"add","path":"/01","value":1}]""")]
    [InlineData("[1,2]", """[{"op":"add","path":"/ 1","value":1}]""")]
    [InlineData("[1,2]", """[{"op":"add","path":"/0/a","value":1}]""")]
    [InlineData("[1,2]", """[{"op":"replace","path":"/2","value":1}]""")]
    [InlineData("""{"a":{"b":1}}""", """[{"op":"move","from":"/a","path":"/a/c"}]""")]
    [InlineData("""{"a":1}""", """[{"op":"test","path":"/a","value":1.0001}]""")]
    public void Apply_InvalidPatch_Throws(string document, string patch) =>
        Assert.Throws<FormatException>(() => JsonPatchReader.Apply(Bytes(document), Bytes(patch)));

    private static string? Wrong(JsonTree one)
    {
        JsonTree result;
        try
        {
            result = JsonPatchReader.Apply(Member(one, "doc")!, Member(one, "patch")!);
        }
        catch (FormatException refused)
        {
            return Member(one, "error") is null ? $"{one}: {refused.Message}" : null;
        }

        if (Member(one, "error") is not null) return $"{one} was not refused";
        return Member(one, "expected") is { } expected && JsonSame.Difference(result, expected) is { } difference ? $"{one}: {difference}" : null;
    }

    private static JsonTree? Member(JsonTree map, string name) => map.Find(name) is >= 0 and var at ? map.Members[at].Value : null;

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
