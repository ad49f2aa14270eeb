using CometGateway.FunctionalTests.Upstreams;
using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using CometGateway.TestKit.Streams;

namespace CometGateway.FunctionalTests.Faults;

/// <summary>The gateway in front of the real WireMock: scenarios with changing bodies, and its faults.</summary>
[Collection(WireMockCollection.Name)]
public sealed class WireMockTests(WireMockFixture fixture) : IAsyncLifetime
{
    private const string Policy = """{ "Poll": { "Interval": "00:00:00.150", "MaxInterval": "00:00:00.400", "Timeout": "00:00:01" } }""";
    private readonly WireMockSite _site = fixture.Site;
    private GatewayApp _gateway = null!;

    public async Task InitializeAsync()
    {
        await _site.ResetAsync();
        _gateway = await GatewayApp.StartAsync(GatewayJson.Of(_site.Address, Policy));
    }

    public async Task DisposeAsync() => await _gateway.DisposeAsync();

    [Fact]
    public async Task Scenario_WithEveryPollAnotherBody_IsStreamedInOrder()
    {
        await using var client = Open("/scenario/price");

        await client.BodyAsync("""{"price":103}""");

        Assert.Equal(["""{"price":101}""", """{"price":102}""", """{"price":103}"""], client.Bodies());
    }

    [Fact]
    public async Task Scenario_ChatChangedByAPostThroughTheGateway_IsStreamed()
    {
        await using var client = Open("/scenario/chat");
        await client.BodyAsync("""{"lines":[]}""");
        using var http = TestClient.Create(_gateway.Address);

        Assert.Equal(204, (await PlainAnswer.OfAsync(http, "POST", "/scenario/chat")).Status);

        await client.BodyAsync("""{"lines":["hello"]}""");
        await client.StatesAsync("live");
    }

    [Fact]
    public async Task Scenario_OutageOfManyKinds_EndsOnTheLastState()
    {
        await using var client = Open("/scenario/outage");
        await client.BodyAsync("""{"state":"before"}""");

        await _site.SetStateAsync("outage", "down");
        Assert.Contains("500", await client.StatesAsync("live", "stale"), StringComparison.Ordinal);
        await _site.SetStateAsync("outage", "busy");
        await ReasonAsync(client, "503");
        await _site.SetStateAsync("outage", "login");
        await ReasonAsync(client, "HTML");
        await _site.SetStateAsync("outage", "back");

        await client.BodyAsync("""{"state":"after"}""");
        await client.StatesAsync("live", "stale", "live");
        Assert.Equal(["""{"state":"before"}""", """{"state":"after"}"""], client.Bodies());
    }

    [Theory]
    [InlineData("connection-reset-by-peer", "connection")]
    [InlineData("empty-response", "connection")]
    [InlineData("malformed-response-chunk", "connection")]
    [InlineData("random-data-then-close", "connection")]
    [InlineData("dribble-too-slow", "in time")]
    [InlineData("delay-too-long", "in time")]
    [InlineData("invalid-gzip", "gzip")]
    public async Task Fault_OfAWatchedPage_KeepsTheLastGoodStateAndRecovers(string fault, string reason)
    {
        var scenario = "watched-" + fault;
        await using var client = Open("/watched/" + fault);
        await client.BodyAsync("""{"n":1}""");

        await _site.SetStateAsync(scenario, "broken");
        Assert.Contains(reason, await client.StatesAsync("live", "stale"), StringComparison.Ordinal);
        await _site.SetStateAsync(scenario, "well");

        await client.BodyAsync("""{"n":2}""");
        await client.StatesAsync("live", "stale", "live");
        Assert.Equal(["""{"n":1}""", """{"n":2}"""], client.Bodies());
    }

    [Fact]
    public async Task Dribble_WithinTheTimeout_IsOneWholeState()
    {
        await using var client = Open("/slow/dribble");

        await client.BodyAsync("one two three four five");

        Assert.Single(client.Bodies());
    }

    private SseClient Open(string path) => SseClient.Open(new(_gateway.Address, path));

    private static Task<ReceivedEvent> ReasonAsync(SseClient client, string reason) =>
        client.WaitForAsync(one => one.Type is "status" && one.Data.Contains(reason, StringComparison.Ordinal), $"a status that says {reason}");
}
