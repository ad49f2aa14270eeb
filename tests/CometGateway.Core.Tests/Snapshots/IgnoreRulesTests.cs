using System.Text;
using CometGateway.Core.Http;
using CometGateway.Core.Snapshots;

namespace CometGateway.Core.Tests.Snapshots;

public class IgnoreRulesTests
{
    private static readonly MediaType Json = new("application/json");
    private static readonly MediaType Html = new("text/html");

    [Theory]
    [InlineData("/t", """{"a":1,"t":1}""", """{"a":1,"t":2}""")]
    [InlineData("/t", """{"a":1,"t":1}""", """{"a":1,"t":{"x":[1,2]}}""")]
    [InlineData("/m/t", """{"m":{"t":1,"b":2}}""", """{"m":{"t":9,"b":2}}""")]
    [InlineData("/items/*/seen", """{"items":[{"id":1,"seen":5},{"id":2,"seen":6}]}""", """{"items":[{"id":1,"seen":7},{"id":2,"seen":8}]}""")]
    [InlineData("/*/seen", """{"a":{"seen":1},"b":{"seen":2}}""", """{"a":{"seen":3},"b":{"seen":4}}""")]
    [InlineData("/1", "[1,2,3]", "[1,9,3]")]
    [InlineData("/a~1b/m~0n", """{"a/b":{"m~n":1}}""", """{"a/b":{"m~n":2}}""")]
    [InlineData("/~01", """{"~1":1}""", """{"~1":2}""")]
    [InlineData("/", """{"":1,"a":1}""", """{"":2,"a":1}""")]
    [InlineData("/t", """{"\u0074":1}""", """{"t":2}""")]
    [InlineData("/é", """{"é":1}""", """{"\u00e9":2}""")]
    [InlineData("/t", """{"t":1,"t":2}""", """{"t":3,"t":4}""")]
    [InlineData("/*", """{"a":1,"b":2}""", "{}")]
    [InlineData("/*", "[1,2,3]", "[]")]
    public void Same_OnlyIgnoredValuesDiffer_IsTrue(string rule, string a, string b) => AssertSame(true, [rule], a, b);

    [Theory]
    [InlineData("/t", """{"a":1,"t":1}""", """{"a":2,"t":1}""")]
    [InlineData("/t", """{"m":{"t":1}}""", """{"m":{"t":2}}""")]
    [InlineData("/t", """{"T":1}""", """{"T":2}""")]
    [InlineData("/m/t", """{"m":1}""", """{"m":2}""")]
    [InlineData("/m/t", """{"m":[1]}""", """{"m":[2]}""")]
    [InlineData("/items/*/seen", """{"items":[{"id":1}]}""", """{"items":[{"id":1},{"id":2}]}""")]
    [InlineData("/items/*/seen", """{"items":[{}]}""", """{"items":[{},{}]}""")]
    [InlineData("/1", "[1,2,3]", "[1,2,4]")]
    [InlineData("/01", "[1,2]", "[1,3]")]
    [InlineData("/-", "[1,2]", "[1,3]")]
    [InlineData("/t", """{"a":1,"b":2}""", """{"b":2,"a":1}""")]
    [InlineData("/t", "1", "2")]
    [InlineData("/t", """{"a":1.0}""", """{"a":1}""")]
    [InlineData("/t", """{"a":"\u0041"}""", """{"a":"A"}""")]
    public void Same_SomethingElseDiffers_IsFalse(string rule, string a, string b) => AssertSame(false, [rule], a, b);

    [Theory]
    [InlineData("""{"a":1}""", """{"a":1,"t":2}""")]
    [InlineData("""{"a":1}""", """{"t":2,"a":1}""")]
    [InlineData("""{"a":1,"b":2}""", """{"a":1,"t":2,"b":2}""")]
    [InlineData("""{"a":1,"b":2}""", """{"t":0,"a":1,"t":2,"b":2,"t":3}""")]
    [InlineData("""{"a": 1, "b": 2}""", """{"t": 0, "a": 1, "b": 2}""")]
    [InlineData("""{"a": 1, "b": 2}""", """{"a": 1, "b": 2, "t": 0}""")]
    [InlineData("""{ "a": 1 }""", """{ "t": 0, "a": 1 }""")]
    [InlineData("""{ "a": 1 }""", """{ "a": 1, "t": 0 }""")]
    [InlineData("{\n  \"a\": 1,\n  \"b\": 2\n}", "{\n  \"t\": 0,\n  \"a\": 1,\n  \"b\": 2\n}")]
    [InlineData("{\n  \"a\": 1,\n  \"b\": 2\n}", "{\n  \"a\": 1,\n  \"t\": { \"x\": [] },\n  \"b\": 2\n}")]
    [InlineData("{\n  \"a\": 1,\n  \"b\": 2\n}", "{\n  \"a\": 1,\n  \"b\": 2,\n  \"t\": \"}\"\n}")]
    [InlineData("{}", """{"t":1}""")]
    [InlineData("{}", "{\n  \"t\": 1,\n  \"t\": 2\n}")]
    [InlineData("{ }", """{"t":1}""")]
    public void Same_IgnoredMemberOnOneSideOnly_IsTrue(string without, string with)
    {
        AssertSame(true, ["/t"], without, with);
        AssertSame(true, ["/*/t"], $"[{without}]", $"[{with}]");
    }

    [Theory]
    [InlineData("/t", """ {"a": 1, "t": 2 ,"b" :[ ] } """, """ {"a": 1 ,"b" :[ ] } """)]
    [InlineData("/t", """ {"a": 1, "u": { } } """, """ {"a": 1, "u": { } } """)]
    [InlineData("/0", "[ 1, 2, 3 ]", "[ 2, 3 ]")]
    [InlineData("/a/t", """{"a":{"t":1},"t":2}""", """{"a":{},"t":2}""")]
    [InlineData("/x/y", " \"text\" ", " \"text\" ")]
    public void Mask_Json_LeavesEveryOtherByte(string rule, string body, string expected) => Assert.Equal(expected, Mask([rule], body, Json));

    [Fact]
    public void Mask_SeveralPointersOfDifferentDepth_AllApply() =>
        Assert.Equal(
            """{"b":{"y":[{"k":1},{"k":2}]}}""",
            Mask(["/a", "/*/x", "/b/y/*/t", "/b/y/2"], """{"a":{"y":1},"b":{"x":1,"y":[{"t":1,"k":1},{"k":2,"t":2},{"k":3}]}}""", Json));

    [Theory]
    [InlineData("""{"t":1""")]
    [InlineData("""{"t":1}x""")]
    [InlineData("""{"t":1,}""")]
    [InlineData("""{'t':1}""")]
    [InlineData("""{"a":1}{"t":1}""")]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("<html>")]
    public void Mask_InvalidJson_IsLeftAsItIsButForExpressions(string body)
    {
        Assert.Equal(body, Mask(["/t"], body, Json));
        Assert.Equal(body.Replace("1", "", StringComparison.Ordinal), Mask(["/t", "1"], body, Json));
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(200_000)]
    public void Mask_DeepNesting_IsMaskedWithoutRecursion(int depth)
    {
        var deep = string.Concat(Enumerable.Repeat("""{"a":[""", depth)) + string.Concat(Enumerable.Repeat("]}", depth));

        Assert.Equal($$"""{"x":{{deep}}}""", Mask(["/t", "/*/*/*/*/t"], $$"""{"t":{{deep}},"x":{{deep}}}""", Json));
        Assert.Equal(new string('[', depth), Mask(["/*/*/t"], new string('[', depth), Json));
    }

    [Fact]
    public void Mask_DeepPointer_ReachesItsValue()
    {
        const int Depth = 1_500;
        var pointer = string.Concat(Enumerable.Repeat("/a", Depth)) + "/t";
        string Nest(string inner) => string.Concat(Enumerable.Repeat("""{"a":""", Depth)) + inner + new string('}', Depth);

        Assert.Equal(Nest("""{"k":1}"""), Mask([pointer], Nest("""{"t":5,"k":1}"""), Json));
    }

    [Fact]
    public void Mask_RandomlyDamagedJson_NeverThrows()
    {
        const int Seed = 42;
        var random = new Random(Seed);
        var rules = IgnoreRules.Parse(["/items/*/t", "/*", "a+b|[0-9]{2}"]);
        var original = """{"items":[{"t":1,"é":"\u00e9\ud83d\ude00"},{"t":[1.5e3,null,true]}],"x":"y"}"""u8.ToArray();
        for (var round = 0; round < 20_000; round++)
        {
            var body = original[..random.Next(original.Length + 1)];
            for (var hits = random.Next(4); hits > 0 && body.Length > 0; hits--)
                body[random.Next(body.Length)] = (byte)random.Next(256);

            var masked = rules.Mask(body, Json);

            Assert.True(masked.Length <= body.Length, $"seed {Seed}, round {round}");
        }
    }

    [Fact]
    public void Same_RandomDocumentsWithNoiseAdded_AreTheSame()
    {
        const int Seed = 7;
        var random = new Random(Seed);
        var rules = IgnoreRules.Parse(["/noise", "/*/noise", "/*/*/noise"]);
        for (var round = 0; round < 2_000; round++)
        {
            var shape = random.Next();
            var options = new System.Text.Json.JsonSerializerOptions { WriteIndented = random.Next(2) == 0 };
            byte[] Text(bool noisy) => System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(Node(new Random(shape), noisy ? random : null, 0), options);

            Assert.True(rules.Same(Text(noisy: false), Text(noisy: true), Json), $"seed {Seed}, round {round}");
        }

        static System.Text.Json.Nodes.JsonNode Node(Random shape, Random? noise, int depth)
        {
            if (depth == 3 || shape.Next(4) == 0)
                return System.Text.Json.Nodes.JsonValue.Create(shape.Next(100));
            if (shape.Next(3) == 0)
                return new System.Text.Json.Nodes.JsonArray([.. Enumerable.Range(0, shape.Next(4)).Select(_ => Node(shape, noise, depth + 1))]);

            var members = Enumerable.Range(0, shape.Next(4)).Select(i => KeyValuePair.Create($"m{i}", (System.Text.Json.Nodes.JsonNode?)Node(shape, noise, depth + 1))).ToList();
            if (noise is not null && noise.Next(3) > 0)
                members.Insert(noise.Next(members.Count + 1), KeyValuePair.Create("noise", (System.Text.Json.Nodes.JsonNode?)noise.Next()));
            return new System.Text.Json.Nodes.JsonObject(members);
        }
    }

    [Theory]
    [InlineData(@"generated in \d+ ms", "<p>a</p><!-- generated in 12 ms -->", "<p>a</p><!-- generated in 345 ms -->", true)]
    [InlineData(@"generated in \d+ ms", "<p>a</p><!-- generated in 12 ms -->", "<p>b</p><!-- generated in 12 ms -->", false)]
    [InlineData("(?i)NONCE=\"[^\"]*\"", "<a nonce=\"x\"><b nonce=\"y\">", "<a nonce=\"1\"><b nonce=\"2\">", true)]
    [InlineData("[/]t/[0-9]+", "/t/1", "/t/2", true)]
    [InlineData("ü+", "Grüüße", "Grüße", true)]
    [InlineData("/t", "{\"t\":1}", "{\"t\":2}", false)] // a pointer says nothing about HTML
    public void Same_Text_IsComparedWithoutMatches(string rule, string a, string b, bool same) => AssertSame(same, [rule], a, b, Html);

    [Fact]
    public void Same_JsonWithBothKinds_ExpressionsSeeWhatPointersLeft() =>
        AssertSame(true, ["/t", "\"v\": \"[0-9]+\""], """{"t": 1, "v": "12"}""", """{"v": "34"}""");

    [Fact]
    public void Same_BytesThatAreNotUtf8_AreKeptApart()
    {
        var rules = IgnoreRules.Parse(["[0-9]"]);

        Assert.False(rules.Same(new byte[] { 0xE9, (byte)'1' }, new byte[] { 0xE8, (byte)'1' }, Html));
        Assert.True(rules.Same(new byte[] { 0xE9, (byte)'1' }, new byte[] { 0xE9, (byte)'2' }, Html));
    }

    [Fact]
    public void Mask_BinaryType_IsTheInputItself()
    {
        ReadOnlyMemory<byte> body = "12"u8.ToArray();

        Assert.True(IgnoreRules.Parse(["[0-9]", "/t"]).Mask(body, new MediaType("image/png")).Equals(body));
    }

    [Fact]
    public void Mask_NoRules_IsTheInputItself()
    {
        ReadOnlyMemory<byte> body = "12"u8.ToArray();

        Assert.True(IgnoreRules.Parse([]).IsEmpty);
        Assert.True(IgnoreRules.None.Mask(body, Json).Equals(body));
        Assert.True(IgnoreRules.None.Same(body, "12"u8.ToArray(), Json));
        Assert.False(IgnoreRules.None.Same(body, "13"u8.ToArray(), Json));
    }

    [Fact]
    public void Mask_ExpressionThatWouldBacktrackForEver_IsLinear()
    {
        var hostile = new string('a', 200_000) + "!";

        Assert.Equal(hostile, Mask(["^(a+)+$"], hostile, Html));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("  ", "empty")]
    [InlineData("/a~", "~0")]
    [InlineData("/a~2b", "~0")]
    [InlineData("/a/~~", "~0")]
    [InlineData("(", "(")]
    [InlineData("[a", "[a")]
    [InlineData(@"(a)\1", "back-references")]
    [InlineData("(?=a)b", "look-around")]
    [InlineData("(?>a)", "atomic")]
    public void WhyInvalid_BadEntry_NamesItAndWhatIsAllowed(string entry, string reason)
    {
        var why = IgnoreRules.WhyInvalid(entry);

        Assert.Contains($"\"{entry}\"", why, StringComparison.Ordinal);
        Assert.Contains(reason, why, StringComparison.Ordinal);
        Assert.Contains("Allowed", why, StringComparison.Ordinal);
        Assert.Equal(why, Assert.Throws<FormatException>(() => IgnoreRules.Parse(["/fine", entry])).Message);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/a/*/b~0~1")]
    [InlineData("a.*b")]
    [InlineData(@"\d{4}-\d{2}")]
    public void WhyInvalid_GoodEntry_IsNull(string entry) => Assert.Null(IgnoreRules.WhyInvalid(entry));

    private static void AssertSame(bool expected, string[] rules, string a, string b, MediaType? type = null)
    {
        var ignore = IgnoreRules.Parse(rules);
        Assert.Equal(expected, ignore.Same(Encoding.UTF8.GetBytes(a), Encoding.UTF8.GetBytes(b), type ?? Json));
        Assert.Equal(expected, ignore.Same(Encoding.UTF8.GetBytes(b), Encoding.UTF8.GetBytes(a), type ?? Json));
    }

    private static string Mask(string[] rules, string body, MediaType type) =>
        Encoding.UTF8.GetString(IgnoreRules.Parse(rules).Mask(Encoding.UTF8.GetBytes(body), type).Span);
}
