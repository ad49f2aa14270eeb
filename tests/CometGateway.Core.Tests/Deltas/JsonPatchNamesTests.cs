using System.Text;
using CometGateway.Core.Deltas;

namespace CometGateway.Core.Tests.Deltas;

/// <summary>An operation names a member; it may be written only where that name means one member.</summary>
public sealed class JsonPatchNamesTests
{
    private static readonly string Far = $"\"far\":\"{new string('x', 5000)}\"";

    [Theory]
    [InlineData("""{"a":1,"a":2}""", """{"a":5,"a":2}""")]
    [InlineData("""{"a":1,"b":0,"a":2}""", """{"a":1,"b":0,"a":5}""")]
    [InlineData("""{"a":1,"b":0,"\u0061":2}""", """{"a":5,"b":0,"\u0061":2}""")]
    [InlineData("""{"\u0061":1,"b":0,"a":2}""", """{"\u0061":1,"b":0,"a":5}""")]
    [InlineData("""{"a":{"c":1},"b":0,"a":{"c":1}}""", """{"a":{"c":5},"b":0,"a":{"c":1}}""")]
    [InlineData("""{"a" : 1, "b":0, "a" :2}""", """{"a" : 5, "b":0, "a" :2}""")]
    [InlineData("""{"a":1,"b":0,"b":0,"c":2}""", """{"a":5,"b":0,"b":0,"d":2}""")]
    public void Between_NameThatIsThereTwice_ReplacesTheObject(string from, string to)
    {
        Assert.Equal($$"""[{"op":"replace","path":"","value":{{to}}}]""", Between(from, to));
        Assert.StartsWith("""[{"op":"replace","path":"","value":""", Between(With(from), With(to)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"a":1,"b":"a"}""", """{"a":5,"b":"a"}""")]
    [InlineData("""{"b":"a","a":1}""", """{"b":"a","a":5}""")]
    [InlineData("""{"b":{"a":0},"a":1}""", """{"b":{"a":0},"a":5}""")]
    [InlineData("""{"b":"\"a\"","a":1}""", """{"b":"\"a\"","a":5}""")]
    [InlineData("""{"b":["{\"a\":{",",\"a\":"],"a":1}""", """{"b":["{\"a\":{",",\"a\":"],"a":5}""")]
    [InlineData("""{"aa":0,"a":1,"":2}""", """{"aa":0,"a":5,"":2}""")]
    [InlineData("""{"b":1,"a":1,"c":2}""", """{"b":1,"a":5,"c":2 }""")]
    [InlineData("""{"b":1,"a":1,"c":2,"d":3}""", """{"b":1,"a":5,"d":3,"c":2}""")]
    public void Between_NameThatIsThereOnce_ReplacesItsValue(string from, string to)
    {
        Assert.Equal("""[{"op":"replace","path":"/a","value":5}]""", Between(from, to));
        Assert.Equal("""[{"op":"replace","path":"/a","value":5}]""", Between(With(from), With(to)));
    }

    [Fact]
    public void Between_ManyEditsOfOneObject_NamesEach()
    {
        static string Page(int edit) => $"{{{string.Join(',', Enumerable.Range(0, 500).Select(n => $"\"member {n}\":\"{n * (n % 4 == 0 ? edit : 1)} {new string('x', 50)}\""))}}}";
        static string Twice(int edit) => $"{Page(edit)[..^1]},\"member 8\":0}}";

        Assert.Equal(124, Between(Page(1), Page(2)).Split("\"op\":\"replace\"").Length - 1);
        Assert.StartsWith("""[{"op":"replace","path":"","value":""", Between(Twice(1), Twice(2)), StringComparison.Ordinal);
    }

    [Fact]
    public void Between_NameOfAnyLength_IsToldFromAllOthers()
    {
        for (var length = 0; length < 40; length++)
        {
            var name = new string('n', length);
            var others = $"\"{name}n\":0,\"{name}\\\\\":0,\"m{name}\":0,\"{new string('o', length + 1)}\":\"{name}\"";

            Assert.Equal($$"""[{"op":"replace","path":"/{{name}}","value":5}]""", Between($$"""{{{others}},"{{name}}":1}""", $$"""{{{others}},"{{name}}":5}"""));
        }
    }

    [Fact]
    public void Between_NameOfAnyLengthThatIsThereTwice_ReplacesTheObject()
    {
        for (var length = 1; length < 40; length++)
        {
            var name = new string('n', length);
            string[] twins = [name, $"{name[1..]}\\u006e", $"\\u006e{name[1..]}"];
            foreach (var twin in twins)
            {
                Assert.StartsWith("""[{"op":"replace","path":"","value":""", Between($$"""{"{{twin}}":0,"{{name}}":1}""", $$"""{"{{twin}}":0,"{{name}}":5}"""), StringComparison.Ordinal);
                Assert.StartsWith("""[{"op":"replace","path":"","value":""", Between($$"""{"{{name}}":1, "{{twin}}":0}""", $$"""{"{{name}}":5, "{{twin}}":0}"""), StringComparison.Ordinal);
            }
        }
    }

    // Behind so much text no name is searched for.
    private static string With(string text) => $"{text[..^1]},{Far}}}";

    private static string Between(string from, string to) =>
        Encoding.UTF8.GetString(JsonPatch.Between(Encoding.UTF8.GetBytes(from), Encoding.UTF8.GetBytes(to), ArrayKeys.Guessed, int.MaxValue / 2)!);
}
