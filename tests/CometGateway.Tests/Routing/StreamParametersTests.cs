using CometGateway.Core.Deltas;
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
    [InlineData("", EventForm.Snapshot, EventForm.Snapshot)]
    [InlineData("", EventForm.Items, EventForm.Items)]
    [InlineData("?comet.events=snapshot", EventForm.Items, EventForm.Snapshot)]
    [InlineData("?comet.events=json-patch", EventForm.Snapshot, EventForm.JsonPatch)]
    [InlineData("?comet.events=merge-patch", EventForm.Snapshot, EventForm.MergePatch)]
    [InlineData("?comet.events=text-delta", EventForm.Snapshot, EventForm.TextDelta)]
    [InlineData("?COMET.Events=items", EventForm.Snapshot, EventForm.Items)]
    public void Of_Events_IsTheFormAskedFor_OrElseThePolicys(string query, object usual, object form) =>
        Assert.Equal((EventForm)form, Read(query, usual: (EventForm)usual).Parameters!.Events);

    [Theory]
    [InlineData("?comet.keepalive=yes", "comet.keepalive = 'yes': allowed is 'event' or 'comment'.")]
    [InlineData("?comet.events=item", "comet.events = 'item': allowed is 'snapshot', 'json-patch', 'merge-patch', 'text-delta' or 'items'.")]
    [InlineData("?comet.events=JsonPatch", "comet.events = 'JsonPatch': allowed is 'snapshot', 'json-patch', 'merge-patch', 'text-delta' or 'items'.")]
    [InlineData("?comet.events=", "comet.events = '': allowed is 'snapshot', 'json-patch', 'merge-patch', 'text-delta' or 'items'.")]
    [InlineData("?comet.events=1", "comet.events = '1': allowed is 'snapshot', 'json-patch', 'merge-patch', 'text-delta' or 'items'.")]
    [InlineData("?comet.transport=sso", "comet.transport = 'sso': allowed is 'sse', 'ndjson' or 'iframe'.")]
    [InlineData("?comet.sinse=1", "comet.sinse = '1': allowed is comet.since, comet.keepalive, comet.events or comet.transport, and no other name.")]
    public void Of_AWrongParameter_IsRefusedWithItsNameItsValueAndWhatIsAllowed(string query, string detail)
    {
        var (parameters, refusal) = Read(query);

        Assert.Null(parameters);
        Assert.Equal((400, "bad_parameter", detail), (refusal!.Status, refusal.Code, refusal.Detail));
    }

    [Fact]
    public void Of_AWrongParameterOfAnyLength_IsQuotedShort() =>
        Assert.Contains(new string('x', 40) + "…'", Read("?comet.events=" + new string('x', 4000)).Refusal!.Detail, StringComparison.Ordinal);

    private static (StreamParameters? Parameters, Refusal? Refusal) Read(string query, string? lastEventId = null, EventForm usual = EventForm.Snapshot)
    {
        var request = new DefaultHttpContext().Request;
        if (lastEventId is not null) request.Headers["Last-Event-ID"] = lastEventId;
        return StreamParameters.Of(request, ReservedQuery.Split(query), usual);
    }
}
