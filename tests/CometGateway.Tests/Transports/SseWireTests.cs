using System.Net.ServerSentEvents;
using System.Text;
using CometGateway.Core.Deltas;
using CometGateway.Core.Watching;
using CometGateway.Transports;
using Version = CometGateway.Core.Snapshots.Version;

namespace CometGateway.Tests.Transports;

public class SseWireTests
{
    private static readonly Version Id = Version.Parse("abcdefghijklmnop");

    [Theory]
    [InlineData("", "data: ")]
    [InlineData("a", "data: a")]
    [InlineData("a\nb", "data: a\ndata: b")]
    [InlineData("a\r\nb", "data: a\ndata: b")]
    [InlineData("a\rb", "data: a\ndata: b")]
    [InlineData("a\r\r\nb\n", "data: a\ndata: \ndata: b\ndata: ")]
    [InlineData("\n", "data: \ndata: ")]
    [InlineData("a\r", "data: a\ndata: ")]
    [InlineData("id: x\n\nevent: y", "data: id: x\ndata: \ndata: event: y")]
    [InlineData(" a", "data:  a")]
    [InlineData("ü€😀", "data: ü€😀")]
    [InlineData("a\u2028b\u0085c", "data: a\u2028b\u0085c")]
    public void Events_BeginADataLineAtEveryLineEnd(string text, string lines) =>
        Assert.Equal($"id: abcdefghijklmnop\n{lines}\n\n", Frame((null, text)));

    [Fact]
    public void Events_Several_CarryTheirNames_TheIdOnTheLast_AndNoStatesIdOnTheFirst() => Assert.Equal(
        "event: reset\nid: ~\ndata: \n\nevent: added\ndata: 1\ndata: 2\n\nevent: added\nid: abcdefghijklmnop\ndata: 3\n\n",
        Frame(("reset", ""), ("added", "1\r\n2"), ("added", "3")));

    [Fact]
    public void Events_None_AreTheIdAlone() => Assert.Equal("id: abcdefghijklmnop\n\n", Frame());

    [Fact]
    public void Events_None_DispatchNothingInAParser_ButTheIdCounts()
    {
        var parser = SseParser.Create(new MemoryStream([.. "id: AAAAAAAAAAAAAAAA\ndata: a\n\n"u8, .. SseWire.Events([], Id)]));

        Assert.Equal("a", Assert.Single(parser.Enumerate()).Data);
        Assert.Equal(Id.ToString(), parser.LastEventId);
    }

    [Fact]
    public void Events_CutInTheMiddle_LeaveAParserAtTheIdBefore_OrAtNone()
    {
        var frame = SseWire.Events([new("reset", default), new("added", "1"u8.ToArray()), new("added", "2"u8.ToArray())], Id);
        for (var cut = 0; cut <= frame.Length; cut++)
        {
            var parser = SseParser.Create(new MemoryStream([.. "id: AAAAAAAAAAAAAAAA\ndata: a\n\n"u8, .. frame.AsSpan(0, cut)]));
            var got = parser.Enumerate().Count(item => item.EventType is not "message");

            // Without the blank line that ends it an event does not count; a parser may have read its id all the same, but then it has all before.
            if (got == 3) Assert.Equal(Id.ToString(), parser.LastEventId);
            else if (got > 0) Assert.True(Version.Parse(parser.LastEventId).IsNone || parser.LastEventId == Id.ToString(), parser.LastEventId);
            else Assert.True(parser.LastEventId is "AAAAAAAAAAAAAAAA" or SseWire.PartId, parser.LastEventId);
        }
    }

    [Theory]
    [InlineData(ResourceState.Live, null, "{\"state\":\"live\"}")]
    [InlineData(ResourceState.Stale, "the site answered 503", "{\"state\":\"stale\",\"reason\":\"the site answered 503\"}")]
    [InlineData(ResourceState.Gone, "x", "{\"state\":\"gone\",\"reason\":\"x\"}")]
    [InlineData(ResourceState.Unauthorized, "x", "{\"state\":\"unauthorized\",\"reason\":\"x\"}")]
    [InlineData(ResourceState.Draining, "x", "{\"state\":\"draining\",\"reason\":\"x\"}")]
    public void Status_IsOneNamedEvent(object state, string? reason, string json) =>
        Assert.Equal($"event: status\ndata: {json}\n\n", Encoding.UTF8.GetString(SseWire.Status(new((ResourceState)state, reason))));

    [Fact]
    public void Status_WithLineEndsInItsReason_StaysOneLine()
    {
        var text = Encoding.UTF8.GetString(SseWire.Status(new(ResourceState.Stale, "a\r\n\r\ndata: b")));

        Assert.Equal(4, text.Split('\n').Length);
        Assert.DoesNotContain('\r', text);
    }

    [Theory]
    [InlineData(0, "retry: 0\n\n")]
    [InlineData(2000.9, "retry: 2000\n\n")]
    [InlineData(1200000, "retry: 1200000\n\n")]
    public void Retry_IsWholeMilliseconds(double milliseconds, string frame) =>
        Assert.Equal(frame, Encoding.UTF8.GetString(SseWire.Retry(TimeSpan.FromMilliseconds(milliseconds))));

    private static string Frame(params (string? Name, string Data)[] events) =>
        Encoding.UTF8.GetString(SseWire.Events([.. events.Select(e => new DeltaEvent(e.Name, Encoding.UTF8.GetBytes(e.Data)))], Id));

    [Fact]
    public void KeepAlive_IsACommentOrANamedEvent()
    {
        Assert.Equal(":\n\n"u8, SseWire.KeepAlive);
        Assert.Equal("event: keepalive\ndata: {}\n\n"u8, SseWire.NamedKeepAlive);
    }
}
