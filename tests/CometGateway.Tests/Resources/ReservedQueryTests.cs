using System.Text;
using CometGateway.Resources;

namespace CometGateway.Tests.Resources;

public class ReservedQueryTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData(null, "")]
    [InlineData("?", "?")]
    [InlineData("?a=1", "?a=1")]
    [InlineData("?a=1&comet.since=v", "?a=1")]
    [InlineData("?comet.since=v&a=1", "?a=1")]
    [InlineData("?a=1&comet.since=v&b=%7e&comet.events=x&c", "?a=1&b=%7e&c")]
    [InlineData("?comet.a=1&comet.b=2&x=1", "?x=1")]
    [InlineData("?comet.since=v", "")]
    [InlineData("?comet.", "")]
    [InlineData("?&comet.a=1&b=2&&", "?&b=2&&")]
    [InlineData("?Comet%2Esince=v&a=%20+x", "?a=%20+x")]
    [InlineData("?%63%4FMET.x", "")]
    [InlineData("?comet=1&acomet.b=2&comets.x=3", "?comet=1&acomet.b=2&comets.x=3")]
    [InlineData("?a=comet.since", "?a=comet.since")]
    [InlineData("?a=%zz&b=%&c=%e2%82&d=%00", "?a=%zz&b=%&c=%e2%82&d=%00")]
    public void Split_AnyQuery_SiteGetsTheRestByteForByte(string? query, string site)
    {
        Assert.Equal(site, ReservedQuery.Split(query).Site);
        Assert.Equal((query ?? "") != site, ReservedQuery.IsIn(query));
    }

    [Theory]
    [InlineData("?comet.since=v1", "comet.since", "v1")]
    [InlineData("?COMET.Since=a+b%2fc", "comet.since", "a b/c")]
    [InlineData("?comet.since=first&comet.since=second", "comet.since", "first")]
    [InlineData("?comet.keepalive", "comet.keepalive", "")]
    [InlineData("?comet.x=a=b", "comet.x", "a=b")]
    [InlineData("?since=v1", "comet.since", null)]
    public void Split_ReservedParameter_IsFoundDecoded(string query, string name, string? value) => Assert.Equal(value, ReservedQuery.Split(query)[name]);

    [Theory]
    [InlineData("?_=123", "")]
    [InlineData("?a=1&_=123&b=2", "?a=1&b=2")]
    [InlineData("?b=2&a=1", "?b=2&a=1")]
    [InlineData("?%5f=1&a=1", "?a=1")]
    [InlineData("?__=1", "?__=1")]
    [InlineData("?RND=1&rnd=2", "?RND=1")]
    public void Normalise_CacheBusters_GoAndTheOrderStays(string query, string normal) => Assert.Equal(normal, ReservedQuery.Normalise(query, ["_", "rnd"]));

    [Fact]
    public void Split_HostileText_NeverThrowsAndLeavesNothingReserved()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        ReadOnlySpan<string> pieces = ["&", "=", "comet.", "%63omet.", "Comet%2E", "%", "%%", "%u0063", "+", "?", "\ud800", "%c0%ae", "a", "_", "\0", "#"];
        for (var i = 0; i < 300; i++)
        {
            var query = new StringBuilder("?");
            var size = i == 0 ? 100_000 : random.Next(200);
            while (query.Length < size) query.Append(pieces[random.Next(pieces.Length)]);

            var site = ReservedQuery.Split(query.ToString()).Site;
            var twice = ReservedQuery.Split(site).Site;
            ReservedQuery.Normalise(site, ["_", "a"]);

            Assert.True(string.Equals(site, twice, StringComparison.Ordinal), $"seed {seed}: a reserved parameter was left over");
        }
    }
}
