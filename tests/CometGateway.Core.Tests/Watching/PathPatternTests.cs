using CometGateway.Core.Watching;

namespace CometGateway.Core.Tests.Watching;

public class PathPatternTests
{
    [Theory]
    [InlineData("/", "/")]
    [InlineData("/api/orders", "/api/orders")]
    [InlineData("/api/orders", "/API/Orders")]
    [InlineData("/api/orders", "/api/orders/")]
    [InlineData("/api/orders/", "/api/orders")]
    [InlineData("/api/*", "/api/orders")]
    [InlineData("/*/orders", "/api/orders")]
    [InlineData("/api/*/lines", "/api/7/lines")]
    [InlineData("/**", "/")]
    [InlineData("/**", "/a/b/c")]
    [InlineData("/api/**", "/api")]
    [InlineData("/api/**", "/api/a/b")]
    [InlineData("/**/lines", "/lines")]
    [InlineData("/**/lines", "/a/b/lines")]
    [InlineData("/a/**/z", "/a/z")]
    [InlineData("/a/**/z", "/a/z/y/z")]
    [InlineData("/a/**/*/z", "/a/b/z")]
    [InlineData("/**/a/**/b/**", "/x/a/a/b/b/y")]
    [InlineData("/**/**/a", "/a")]
    [InlineData("/**/a/*/c", "/a/b/a/x/c")]
    [InlineData("/a b/é", "/a b/É")]
    [InlineData("/a.b+c", "/a.b+c")]
    public void Matches_PathOfThePattern_IsTrue(string pattern, string path) => Assert.True(PathPattern.Parse(pattern).Matches(path));

    [Theory]
    [InlineData("/", "/a")]
    [InlineData("/api/orders", "/api")]
    [InlineData("/api/orders", "/api/orders/7")]
    [InlineData("/api/orders", "/api/ordersx")]
    [InlineData("/api/*", "/api")]
    [InlineData("/api/*", "/api/a/b")]
    [InlineData("/*", "/")]
    [InlineData("/api/**", "/apix")]
    [InlineData("/**/lines", "/lines/7")]
    [InlineData("/a/**/z", "/a/z/y")]
    [InlineData("/a/**/*/z", "/a/z")]
    [InlineData("/a.b", "/axb")]
    [InlineData("/a", "a")]
    [InlineData("/**", "")]
    public void Matches_OtherPath_IsFalse(string pattern, string path) => Assert.False(PathPattern.Parse(pattern).Matches(path));

    [Fact]
    public void Matches_HostilePath_TakesNoTreeOfChoices()
    {
        // Trying every split for every `**` would take 50,000 to the power of 20 steps.
        var pattern = PathPattern.Parse(string.Concat(Enumerable.Repeat("/**/a/*", 20)) + "/b");
        var path = string.Concat(Enumerable.Repeat("/a", 50_000));

        Assert.False(pattern.Matches(path));
        Assert.True(pattern.Matches(path + "/b"));
    }

    [Fact]
    public void Matches_RandomPaths_AgreesWithTheObviousDefinition()
    {
        const int Seed = 11;
        var random = new Random(Seed);
        for (var round = 0; round < 20_000; round++)
        {
            string[] pattern = [.. Enumerable.Range(0, random.Next(6)).Select(_ => random.GetItems(["a", "b", "*", "**"], 1)[0])];
            string[] path = [.. Enumerable.Range(0, random.Next(7)).Select(_ => random.GetItems(["a", "b", "c"], 1)[0])];

            var actual = PathPattern.Parse("/" + string.Join('/', pattern)).Matches("/" + string.Join('/', path));

            Assert.True(Obvious(pattern, path) == actual, $"seed {Seed}: /{string.Join('/', pattern)} on /{string.Join('/', path)} gave {actual}");
        }

        static bool Obvious(ReadOnlySpan<string> pattern, ReadOnlySpan<string> path) => pattern switch
        {
            [] => path.IsEmpty,
            ["**", .. var rest] => Obvious(rest, path) || (!path.IsEmpty && Obvious(pattern, path[1..])),
            [var one, .. var rest] => !path.IsEmpty && (one is "*" || one.Equals(path[0], StringComparison.Ordinal)) && Obvious(rest, path[1..]),
        };
    }

    [Theory]
    [InlineData("", "start with")]
    [InlineData("api", "start with")]
    [InlineData("**", "start with")]
    [InlineData("http://host/a", "start with")]
    [InlineData("/a?b=1", "query")]
    [InlineData("/a#b", "fragment")]
    [InlineData("/a/{id}", "template")]
    [InlineData("/a/{**rest}", "template")]
    [InlineData("/a/*.json", "whole segments")]
    [InlineData("/a/***", "whole segments")]
    [InlineData("/a**/b", "whole segments")]
    public void Parse_Invalid_NamesItAndWhatIsAllowed(string text, string reason)
    {
        var message = Assert.Throws<FormatException>(() => PathPattern.Parse(text)).Message;

        Assert.Equal(PathPattern.WhyInvalid(text), message);
        Assert.Contains($"\"{text}\"", message, StringComparison.Ordinal);
        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.Contains("Allowed", message, StringComparison.Ordinal);
    }

    [Fact]
    public void ToString_Pattern_IsAsWritten() => Assert.Equal("/A/**", PathPattern.Parse("/A/**").ToString());
}
