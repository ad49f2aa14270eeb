using System.Net;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using CometGateway.TestKit.Streams;
using Microsoft.Extensions.DependencyInjection;

namespace CometGateway.FunctionalTests.Lifetime;

/// <summary>A polite stop in process (IHost.StopAsync): streams are told and end before the server does.</summary>
public class DrainTests : IAsyncLifetime
{
    private const string Page = "/watched/page";
    private const int Streams = 50;

    // Whoever waited for that would not be there within Patience.
    private const string Patient = """{ "DrainTimeout": "00:10:00" }""";

    private ScriptedSite _site = null!;

    public async Task InitializeAsync() => _site = (await ScriptedSite.StartAsync()).SetBody(Page, "text/plain", "one");

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public async Task StopAsync_UnderLiveStreams_TellsThemAndEndsThemCleanly()
    {
        await using var gateway = await GatewayApp.StartAsync(WatchedConfiguration.For(_site.Address, Patient));
        var readers = await Task.WhenAll(Enumerable.Range(0, Streams).Select(_ => RawSseReader.OpenAsync(new(gateway.Address, Page))));
        try
        {
            await Task.WhenAll(readers.Select(reader => reader.WaitForAsync(line => line is "data: one", "the first state")));

            await gateway.StopAsync().WaitAsync(Patience.Default);

            await Task.WhenAll(readers.Select(reader => reader.Ended)).WaitAsync(Patience.Default);
            Assert.All(readers, reader =>
            {
                Assert.Equal("the stream ended", reader.EndReason);
                Assert.StartsWith("""data: {"state":"draining",""", reader.Lines[^2].Text, StringComparison.Ordinal);
                Assert.Equal("event: status", reader.Lines[^3].Text);
            });
        }
        finally
        {
            foreach (var reader in readers) await reader.DisposeAsync();
        }
    }

    [Fact]
    public async Task StopAsync_WhileAStreamIsBeingOpened_EndsThatOneToo()
    {
        var release = new TaskCompletionSource();
        _site.On("/watched/slow", Answers.Held(release.Task, Answers.Text("text/plain", "late")));
        await using var gateway = await GatewayApp.StartAsync(WatchedConfiguration.For(_site.Address, Patient));
        await using var open = SseClient.Open(new(gateway.Address, Page));
        await open.WaitForAsync(one => one.Data is "one", "the first state");
        await using var opening = SseClient.Open(new(gateway.Address, "/watched/slow"));
        await _site.Requests.NthAsync(1, "/watched/slow");

        var stopping = gateway.StopAsync();
        await open.WaitForAsync(one => one.Data.Contains("draining", StringComparison.Ordinal), "the farewell of the open stream");
        release.SetResult();

        await stopping.WaitAsync(Patience.Default);
        await opening.Closed.WaitAsync(Patience.Default);
    }

    [Fact]
    public async Task StopAsync_WithoutStreams_DoesNotWait()
    {
        await using var gateway = await GatewayApp.StartAsync(WatchedConfiguration.For(_site.Address, Patient));
        await using (var client = SseClient.Open(new(gateway.Address, Page)))
            await client.WaitForAsync(one => one.Data is "one", "the first state");
        await Eventually.IsTrueAsync(() => gateway.Services.GetRequiredService<ICometResources>().List().Count == 0, "the stream is gone");

        await gateway.StopAsync().WaitAsync(Patience.Default);
    }

    [Fact]
    public async Task Reload_WithAnotherPolicy_EndsTheStreamsOfThatRouteAndTheyComeBackToIt()
    {
        await using var gateway = await GatewayApp.StartAsync(WatchedConfiguration.For(_site.Address, """{ "Retry": "00:00:00.010" }"""));
        await using var client = SseClient.Open(new(gateway.Address, Page), new() { Reconnect = true });
        await client.WaitForAsync(one => one.Data is "one", "the first state");

        gateway.Reload(WatchedConfiguration.For(
            _site.Address, """{ "Retry": "00:00:00.010" }""", """{ "Poll": { "Interval": "00:00:00.050" }, "Audience": "Everyone" }"""));

        await client.WaitForAsync(one => one.Data.Contains("draining", StringComparison.Ordinal), "the farewell");
        Assert.Equal(HttpStatusCode.OK, await client.AnswerAsync(2));
        _site.SetBody(Page, "text/plain", "two");
        await client.WaitForAsync(one => one.Data is "two", "the change");
        Assert.Equal(["one", "two"], client.Events.Where(one => one.Type is "message").Select(one => one.Data));
    }

    [Fact]
    public async Task Reload_OfAnotherSetting_LeavesTheStreamsAlone()
    {
        await using var gateway = await GatewayApp.StartAsync(WatchedConfiguration.For(_site.Address));
        await using var client = SseClient.Open(new(gateway.Address, Page));
        await client.WaitForAsync(one => one.Data is "one", "the first state");
        using var http = TestClient.Create(gateway.Address);

        gateway.Reload(WatchedConfiguration.For(_site.Address, """{ "StatusPage": "Off" }"""));

        await Eventually.IsTrueAsync(
            async () =>
            {
                using var answer = await http.GetAsync(new Uri("/_comet/status", UriKind.Relative));
                return answer.StatusCode is HttpStatusCode.NotFound;
            },
            "the new setting");
        _site.SetBody(Page, "text/plain", "two");
        await client.WaitForAsync(one => one.Data is "two", "the change");
        Assert.Single(client.Answers);
        Assert.DoesNotContain(client.Events, one => one.Data.Contains("draining", StringComparison.Ordinal));
    }
}
