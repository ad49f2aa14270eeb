using CometGateway.Resources;
using CometGateway.Routing;

namespace CometGateway.Tests.Routing;

public class CompositeIdTests
{
    private const string A = "AAAAAAAAAAAAAAAA";
    private const string B = "BBBBBBBBBBBBBBBB";

    [Theory]
    [InlineData(A + "." + B, null, A, B)]
    [InlineData(A + ".", null, A, "")]
    [InlineData("." + B, null, "", B)]
    [InlineData(".", null, "", "")]
    [InlineData(null, A + "." + B, A, B)]
    [InlineData("", A + "." + B, A, B)]
    [InlineData(B + "." + A, A + "." + B, B, A)]
    [InlineData(A, null, "", "")]
    [InlineData(A + "." + B + "." + A, null, "", "")]
    [InlineData("~." + B, null, "", B)]
    [InlineData("not ours.AAAA", null, "", "")]
    [InlineData(null, null, "", "")]
    public void Of_IsAVersionForEachUrl_OrNoneAtAll(string? lastEventId, string? since, string first, string second)
    {
        var request = Requests.Get("/", lastEventId is null ? [] : [Requests.Header("Last-Event-ID", lastEventId)]);

        var versions = CompositeId.Of(request, ReservedQuery.Split(since is null ? "" : "?comet.since=" + since), 2);

        Assert.Equal([first, second], versions.Select(version => version.ToString()));
    }
}
