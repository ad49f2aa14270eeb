using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CometGateway.Core.Http;
using CometGateway.Core.Snapshots;
using CometGateway.Core.Watching;
using CometGateway.Lifetime;
using CometGateway.Routing;
using CometGateway.TestKit;
using CometGateway.Transports;
using Version = CometGateway.Core.Snapshots.Version;

namespace CometGateway.Tests.Transports;

/// <summary>The README's table of lines has every line that there is, and no other.</summary>
public sealed partial class LineTableTests
{
    private static readonly string _readme = File.ReadAllText(Repository.PathOf("README.md"));

    [Fact]
    public void Table_NamesEveryEventThatIsNoForms()
    {
        var body = "1"u8.ToArray();
        var state = new Snapshot(Version.Of("application/json", body), "application/json", body, body, HeaderFields.Empty, Validators.None, DateTimeOffset.UnixEpoch);
        byte[][] lines =
        [
            LineWire.Instance.Opening(TimeSpan.FromSeconds(2)), LineWire.Instance.KeepAlive(isSeen: true), LineWire.Instance.Status(new(ResourceState.Live, null)),
            LineWire.Instance.Events([], state, null), LineWire.Instance.Events([new(null, body)], state, null), ErrorData.LineOf(Refusal.Draining),
        ];
        var made = lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("event").GetString()!).Append(IframeEnd());

        Assert.Equal(made.Order(StringComparer.Ordinal), Row().Matches(_readme).Select(row => row.Groups["event"].Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Table_NamesEveryStateOfAPage()
    {
        var row = Assert.Single(Row().Matches(_readme), row => row.Groups["event"].Value is "status").Groups["says"].Value;

        foreach (var state in Enum.GetValues<ResourceState>())
        {
            using var data = JsonDocument.Parse(StatusEvent.Of(new(state, null)));
            Assert.Contains($"`{data.RootElement.GetProperty("state").GetString()}`", row, StringComparison.Ordinal);
        }
    }

    private static string IframeEnd() => Event().Match(Encoding.UTF8.GetString(IframeWire.Instance.Closing)).Groups["event"].Value;

    [GeneratedRegex("""^\| `\{[^`]*"event":"(?<event>\w+)"[^`]*\}` \| (?<says>.*) \|$""", RegexOptions.ExplicitCapture | RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("""event\W+(?<event>\w+)""", RegexOptions.ExplicitCapture)]
    private static partial Regex Event();
}
