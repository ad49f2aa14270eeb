using System.Text;
using System.Text.Json;
using CometGateway.Core.Deltas;
using CometGateway.Core.Http;
using CometGateway.Core.Snapshots;
using CometGateway.Core.Watching;
using CometGateway.TestKit.Deltas;
using CometGateway.Transports;
using Version = CometGateway.Core.Snapshots.Version;

namespace CometGateway.Tests.Transports;

public class IframeWireTests
{
    private const string Begin = "<script>parent.comet.receive(JSON.parse(\"";
    private const string End = "\"))</script>";

    [Theory]
    [InlineData("</script>")]
    [InlineData("<!--<script>")]
    [InlineData("a\"b\\c\nd")]
    [InlineData("{\"<\":\"a\u2028b\u2029c€â\"}")]
    [InlineData("{\"__proto__\":{\"isAdmin\":true},\"a\":\"\\\"\\\\u003C\"}")]
    public void Events_OfAPage_AreScriptsThatNothingInItCanEnd(string page)
    {
        var state = State(page);
        var line = Encoding.UTF8.GetString(LineWire.Instance.Events([new(null, state.Text!.Value)], state, null)).TrimEnd('\n');

        var script = Assert.Single(Scripts(IframeWire.Instance.Events([new(null, state.Text!.Value)], state, null)));

        AssertIsSafe(script, page);
        Assert.Equal(line, Parsed(script));
    }

    [Fact]
    public void Events_Several_AreAScriptEach()
    {
        var scripts = Scripts(IframeWire.Instance.Events([new("reset", "{}"u8.ToArray()), new("added", "\"<\""u8.ToArray())], State("[]"), null)).Select(Parsed);

        Assert.Equal(["{\"event\":\"reset\",\"id\":\"~\",\"data\":{}}", $"{{\"event\":\"added\",\"id\":\"{State("[]").Version}\",\"data\":\"<\"}}"], scripts);
    }

    [Fact]
    public void Events_OfRandomPages_AreScriptsThatSayTheSame()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        for (var round = 0; round < 300; round++)
        {
            var text = RandomPage.Of(random);
            foreach (var page in (string[])[text, JsonSerializer.Serialize(new Dictionary<string, string>(StringComparer.Ordinal) { [text] = text }, RandomPage.Spread)])
            {
                var state = State(page);
                var script = Assert.Single(Scripts(IframeWire.Instance.Events([new(null, state.Text!.Value)], state, null)));
                var what = $"seed {seed}, round {round}: {page}";

                AssertIsSafe(script, what);
                using var json = JsonDocument.Parse(Parsed(script));
                var data = json.RootElement.GetProperty("data");
                Assert.True(state.IsJson ? JsonSame.Difference(Encoding.UTF8.GetBytes(data.GetRawText()), state.Text.Value.Span) is null : data.GetString() == page, what);
            }
        }
    }

    [Fact]
    public void Opening_IsADocumentWithPaddingInFrontOfItsFirstScript()
    {
        var opening = Encoding.UTF8.GetString(IframeWire.Instance.Opening(TimeSpan.FromSeconds(2)));

        Assert.StartsWith("<!DOCTYPE html><html><head><meta charset=\"utf-8\">", opening, StringComparison.Ordinal);
        Assert.True(opening.IndexOf(Begin, StringComparison.Ordinal) > 2048);
        Assert.EndsWith(Begin + "{\\\"event\\\":\\\"retry\\\",\\\"data\\\":2000}" + End + "\n", opening, StringComparison.Ordinal);
    }

    [Fact]
    public void Closing_StatusAndKeepAlive_AreScripts()
    {
        Assert.Equal(Begin + "{\\\"event\\\":\\\"end\\\"}" + End + "\n</body></html>\n", Encoding.UTF8.GetString(IframeWire.Instance.Closing));
        Assert.Equal(["{\"event\":\"status\",\"data\":{\"state\":\"stale\",\"reason\":\"\\u003C/script\\u003E\"}}"], Scripts(IframeWire.Instance.Status(new(ResourceState.Stale, "</script>"))).Select(Parsed));
        Assert.Equal(["{\"event\":\"keepalive\"}"], Scripts(IframeWire.Instance.KeepAlive(isSeen: false)).Select(Parsed));
    }

    /// <summary>As a browser's parser finds them: a script ends at the first end tag.</summary>
    private static List<string> Scripts(byte[] frame)
    {
        var (text, scripts) = (Encoding.UTF8.GetString(frame), new List<string>());
        while (text.Length > 0)
        {
            Assert.StartsWith(Begin, text, StringComparison.Ordinal);
            var end = text.IndexOf("</script", StringComparison.OrdinalIgnoreCase);
            Assert.Equal(End + "\n", text.Substring(end - 3, End.Length + 1));
            scripts.Add(text[Begin.Length..(end - 3)]);
            text = text[(end - 3 + End.Length + 1)..];
        }

        return scripts;
    }

    /// <summary>Nothing in it ends the script, its string or its line, in any version of JavaScript.</summary>
    private static void AssertIsSafe(string script, string what) =>
        Assert.True(script.AsSpan().IndexOfAny('<', '\u2028', '\u2029') < 0 && script.AsSpan().IndexOfAnyInRange('\0', '\x1F') < 0, what);

    /// <summary>The string of a script, as JavaScript reads it: its escapes are all of JSON's, too.</summary>
    private static string Parsed(string script) => JsonSerializer.Deserialize<string>($"\"{script}\"")!;

    private static Snapshot State(string page)
    {
        var bytes = Encoding.UTF8.GetBytes(page);
        return new(Version.Of("text/plain", bytes), "text/plain", bytes, bytes, HeaderFields.Empty, Validators.None, DateTimeOffset.UnixEpoch);
    }
}
