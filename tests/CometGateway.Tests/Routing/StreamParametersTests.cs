using CometGateway.Lifetime;
using CometGateway.Resources;
using CometGateway.Routing;
using Microsoft.AspNetCore.Http;
using Version = CometGateway.Core.Snapshots.Version;

namespace CometGateway.Tests.Routing;

public class StreamParametersTests
{
    private const string Old = "AAAAAAAAAAAAAAAA";
    private const string New = "BBBBBBBBBBBBBBBB";

    [Theory]
    [InlineData("", null, null)]
    [InlineData("?comet.since=" + Old, null, Old)]
    [InlineData("?COMET.Since=" + Old, null, Old)]
    [InlineData("", New, New)]
    [InlineData("?comet.since=" + Old, New, New)]
    [InlineData("?comet.since=" + Old, "", Old)]
    [InlineData("?comet.since=" + Old, "another server's id", null)]
    [InlineData("?comet.since=42", null, null)]
    [InlineData("", "AAAAAAAAAAAAAAA!", null)]
    public void Of_Since_IsTheHeaderOrElseTheParameter_IfItCanBeOurs(string query, string? lastEventId, string? since)
    {
        var (parameters, refusal) = Read(query, lastEventId);

        Assert.Null(refusal);
        Assert.Equal(new Version(since), parameters!.Since);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("?comet.keepalive=comment", false)]
    [InlineData("?comet.keepalive=event", true)]
    [InlineData("?a=1&comet.events=snapshot&comet.keepalive=event", true)]
    public void Of_KeepAlive_IsACommentUnlessAskedFor(string query, bool named) => Assert.Equal(named, Read(query).Parameters!.NamedKeepAlive);

    [Theory]
    [InlineData("?comet.keepalive=yes", "comet.keepalive = 'yes': allowed is 'event' or 'comment'.")]
    [InlineData("?comet.events=items", "comet.events = 'items': allowed is 'snapshot'.")]
    [InlineData("?comet.sinse=1", "comet.sinse = '1': allowed is comet.since, comet.keepalive or comet.events, and no other name.")]
    public void Of_AWrongParameter_IsRefusedWithItsNameItsValueAndWhatIsAllowed(string query, string detail)
    {
        var (parameters, refusal) = Read(query);

        Assert.Null(parameters);
        Assert.Equal((400, "bad_parameter", detail), (refusal!.Status, refusal.Code, refusal.Detail));
    }

    [Fact]
    public void Of_AWrongParameterOfAnyLength_IsQuotedShort() =>
        Assert.Contains(new string('x', 40) + "…'", Read("?comet.events=" + new string('x', 4000)).Refusal!.Detail, StringComparison.Ordinal);

    private static (StreamParameters? Parameters, Refusal? Refusal) Read(string query, string? lastEventId = null)
    {
        var request = new DefaultHttpContext().Request;
        if (lastEventId is not null) request.Headers["Last-Event-ID"] = lastEventId;
        return StreamParameters.Of(request, ReservedQuery.Split(query));
    }
}
