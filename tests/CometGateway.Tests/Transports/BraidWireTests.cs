using System.Text;
using CometGateway.Core.Deltas;
using CometGateway.Core.Http;
using CometGateway.Core.Snapshots;
using CometGateway.Core.Watching;
using CometGateway.Transports;
using Version = CometGateway.Core.Snapshots.Version;

namespace CometGateway.Tests.Transports;

public class BraidWireTests
{
    [Theory]
    [InlineData("application/json", "application/json; charset=utf-8")]
    [InlineData("text/html; charset=iso-8859-1", "text/html; charset=utf-8")]
    [InlineData("text/plain ; a=b", "text/plain; charset=utf-8")]
    public void Events_OfAFirstState_AreItWhole_AsUtf8(string type, string told)
    {
        var state = State("grün", type);

        Assert.Equal(
            $"HTTP 200 OK\r\nVersion: \"{state.Version}\"\r\nContent-Type: {told}\r\nContent-Length: 5\r\n\r\ngrün\r\n\r\n",
            Frame([new(null, state.Text!.Value)], state, null));
    }

    [Fact]
    public void Events_OfAStateWithoutAType_NameNone() =>
        Assert.DoesNotContain("Content-Type", Frame([new(null, "a"u8.ToArray())], State("a", ""), null), StringComparison.Ordinal);

    [Fact]
    public void Events_OfAChange_ArePatchesFromTheLastToTheFirst()
    {
        var (old, state) = (State("abc"), State("üby"));

        Assert.Equal(
            $"HTTP 200 OK\r\nVersion: \"{state.Version}\"\r\nParents: \"{old.Version}\"\r\nPatches: 2\r\n\r\n"
            + "Content-Length: 1\r\nContent-Range: text [2:3]\r\n\r\ny\r\n\r\n"
            + "Content-Length: 2\r\nContent-Range: text [0:1]\r\n\r\nü\r\n\r\n",
            Frame([new("delta", Encoding.UTF8.GetBytes("""["ü",[1,1],"y"]"""))], state, old));
    }

    [Theory]
    [InlineData("abc", "cab", """[[2,1],[0,2]]""")]
    [InlineData("a😀", "a😀b", """[[0,3],"b"]""")]
    public void Events_OfAChangeThatRangesCannotTell_AreItWhole_WithItsParent(string from, string to, string delta)
    {
        var (old, state) = (State(from), State(to));

        var frame = Frame([new("delta", Encoding.UTF8.GetBytes(delta))], state, old);

        Assert.Contains($"Parents: \"{old.Version}\"\r\nContent-Type: ", frame, StringComparison.Ordinal);
        Assert.EndsWith($"\r\n\r\n{to}\r\n\r\n", frame, StringComparison.Ordinal);
        Assert.DoesNotContain("Patches", frame, StringComparison.Ordinal);
    }

    [Fact]
    public void StatusAndOpening_AreNothing_AndAKeepAliveIsALineEnd()
    {
        Assert.Empty(BraidWire.Instance.Status(new(ResourceState.Stale, "down")));
        Assert.Empty(BraidWire.Instance.Opening(TimeSpan.FromSeconds(2)));
        Assert.Empty(BraidWire.Instance.Closing);
        Assert.Equal("\r\n"u8.ToArray(), BraidWire.Instance.KeepAlive(isSeen: true));
    }

    private static string Frame(IReadOnlyList<DeltaEvent> events, Snapshot state, Snapshot? from) => Encoding.UTF8.GetString(BraidWire.Instance.Events(events, state, from));

    private static Snapshot State(string page, string type = "text/plain")
    {
        var bytes = Encoding.UTF8.GetBytes(page);
        return new(Version.Of(type, bytes), type, bytes, bytes, HeaderFields.Empty, Validators.None, DateTimeOffset.UnixEpoch);
    }
}
