using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CometGateway.Core.Deltas;
using CometGateway.Core.Http;
using CometGateway.Core.Snapshots;
using CometGateway.Core.Watching;
using CometGateway.TestKit.Deltas;
using CometGateway.Transports;
using Version = CometGateway.Core.Snapshots.Version;

namespace CometGateway.Tests.Transports;

public class LineWireTests
{
    [Theory]
    [InlineData("1", "1")]
    [InlineData("{\"a\":1}", "{\"a\":1}")]
    [InlineData("{\r\n  \"a\": [\n1,\r2]\n}\n", "{    \"a\": [ 1, 2] } ")]
    [InlineData("\"<&\u2028ü\\n\"", "\"<&\u2028ü\\n\"")]
    [InlineData("", "\"\"")]
    [InlineData("{\"a\":", "\"{\\\"a\\\":\"")]
    [InlineData("a\r\nb \"c\" \\", "\"a\\r\\nb \\\"c\\\" \\\\\"")]
    [InlineData("{\"a\":\"line\nend\"}", "\"{\\\"a\\\":\\\"line\\nend\\\"}\"")]
    [InlineData("{}{}", "\"{}{}\"")]
    public void Events_OfAWholePage_CarryItAsJsonWhereItIsJson_AndElseAsAString(string page, string data)
    {
        var state = State(page);

        Assert.Equal($"{{\"event\":\"message\",\"id\":\"{state.Version}\",\"data\":{data}}}\n", Frame(state, [new(null, state.Text!.Value)]));
    }

    [Theory]
    [InlineData("12")]
    [InlineData("true")]
    [InlineData("\"word\"")]
    public void Events_OfAPlainText_CarryItAsAString_ThoughItCouldBeReadAsJson(string page)
    {
        var state = State(page, "text/plain");

        using var line = JsonDocument.Parse(Frame(state, [new(null, state.Text!.Value)]));

        Assert.Equal(page, line.RootElement.GetProperty("data").GetString());
    }

    [Theory]
    [InlineData("text/plain", "12", true)]
    [InlineData("text/plain", "word", false)]
    [InlineData("text/plain", "[12]", false)]
    [InlineData("application/json", "12", false)]
    public void Events_OfATextDeltasWholeState_SayWhereAPlainTextOnlyReadsAsJson(string type, string page, bool expected)
    {
        var state = State(page, type);

        using var line = JsonDocument.Parse(Frame(state, Delta.Whole(state, EventForm.TextDelta, DeltaRules.Default)));

        Assert.Equal(page, line.RootElement.GetProperty("data").GetString());
        Assert.Equal(expected, line.RootElement.TryGetProperty("json", out var json) && !json.GetBoolean());
    }

    [Fact]
    public void Events_OfOctets_CarryThemAsTheJsonThatNamesTheirCoding()
    {
        byte[] bytes = [0, 1, 255];
        var state = new Snapshot(Version.Of("image/png", bytes), "image/png", bytes, null, HeaderFields.Empty, Validators.None, DateTimeOffset.UnixEpoch);

        var line = JsonNode.Parse(Frame(state, Delta.Whole(state, EventForm.Snapshot, DeltaRules.Default)))!;

        Assert.Equal("base64", (string)line["data"]!["encoding"]!);
        Assert.Equal(bytes, Convert.FromBase64String((string)line["data"]!["data"]!));
    }

    [Theory]
    [InlineData("not JSON\r\n")]
    [InlineData("{ \"a\": 1 }\n")]
    public void Events_OfATextDeltasWholeState_AreTheExactTextInAString(string page)
    {
        var state = State(page);

        var line = JsonNode.Parse(Frame(state, Delta.Whole(state, EventForm.TextDelta, DeltaRules.Default)))!;

        Assert.Equal(("snapshot", page), ((string)line["event"]!, (string)line["data"]!));
    }

    [Fact]
    public void Events_Several_CarryTheirNames_TheIdOnTheLast_AndNoStatesIdOnTheFirst()
    {
        var state = State("[]");

        Assert.Equal(
            $"{{\"event\":\"reset\",\"id\":\"~\",\"data\":{{\"count\":2}}}}\n{{\"event\":\"added\",\"data\":[1, 2]}}\n{{\"event\":\"added\",\"id\":\"{state.Version}\",\"data\":3}}\n",
            Frame(state, [new("reset", "{\"count\":2}"u8.ToArray()), new("added", "[1,\n2]"u8.ToArray()), new("added", "3"u8.ToArray())]));
    }

    [Fact]
    public void Events_None_AreTheIdAlone()
    {
        var state = State("1");

        Assert.Equal($"{{\"event\":\"unchanged\",\"id\":\"{state.Version}\"}}\n", Frame(state, []));
    }

    [Theory]
    [InlineData(ResourceState.Live, null, "{\"event\":\"status\",\"data\":{\"state\":\"live\"}}\n")]
    [InlineData(ResourceState.Gone, "why", "{\"event\":\"status\",\"data\":{\"state\":\"gone\",\"reason\":\"why\"}}\n")]
    public void Status_IsALine(object state, string? reason, string line) =>
        Assert.Equal(line, Encoding.UTF8.GetString(LineWire.Instance.Status(new((ResourceState)state, reason))));

    [Fact]
    public void Opening_AndKeepAlive_AreLines()
    {
        Assert.Equal("{\"event\":\"retry\",\"data\":2000}\n", Encoding.UTF8.GetString(LineWire.Instance.Opening(TimeSpan.FromMilliseconds(2000.9))));
        Assert.Equal("{\"event\":\"keepalive\"}\n", Encoding.UTF8.GetString(LineWire.Instance.KeepAlive(isSeen: false)));
    }

    [Fact]
    public void Events_OfRandomPages_AreOneLineThatSaysTheSame()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        for (var round = 0; round < 300; round++)
        {
            var text = RandomPage.Of(random);
            foreach (var page in (string[])[text, JsonSerializer.Serialize(new { text, list = new[] { text, "1" } }, RandomPage.Spread)])
            {
                var state = State(page);
                var frame = Frame(state, [new(null, state.Text!.Value)]);
                var what = $"seed {seed}, round {round}: {page}";

                Assert.True(frame.EndsWith('\n') && frame.AsSpan(0, frame.Length - 1).IndexOfAny('\n', '\r') < 0, what);
                using var line = JsonDocument.Parse(frame);
                var data = line.RootElement.GetProperty("data");
                Assert.True(state.IsJson ? JsonSame.Difference(Encoding.UTF8.GetBytes(data.GetRawText()), state.Text.Value.Span) is null : data.GetString() == page, what);
            }
        }
    }

    private static Snapshot State(string page, string type = "application/json")
    {
        var bytes = Encoding.UTF8.GetBytes(page);
        return new(Version.Of(type, bytes), type, bytes, bytes, HeaderFields.Empty, Validators.None, DateTimeOffset.UnixEpoch);
    }

    private static string Frame(Snapshot state, IReadOnlyList<DeltaEvent> events) => Encoding.UTF8.GetString(LineWire.Instance.Events(events, state, null));
}
