using System.Diagnostics.Metrics;
using CometGateway.Diagnostics;
using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;

namespace CometGateway.FunctionalTests.Configuration;

/// <summary>No credential, cookie or query value is ever written down, whatever goes wrong.</summary>
public sealed class LogPrivacyTests
{
    private static readonly string[] Secrets = ["COOKIESECRET", "AUTHSECRET", "QUERYSECRET", "VARYSECRET", "SITESECRET", "refreshkey-SECRET", "SINCESECRET", "BODYSECRET"];

    [Fact]
    public async Task EverythingAtDebug_InGoodTimesAndBad_HasNoPrivateValue()
    {
        var seen = new Observed<string>("metric tags");
        using var meters = new MeterListener { InstrumentPublished = static (instrument, listener) => Enable(instrument, listener) };
        meters.SetMeasurementEventCallback<long>((_, _, tags, _) => Note(seen, tags));
        meters.SetMeasurementEventCallback<double>((_, _, tags, _) => Note(seen, tags));
        meters.Start();
        var texts = new List<string>();

        await using (var page = await WatchedSite.StartAsync(
            """{ "Poll": { "Interval": "00:00:00.100", "Timeout": "00:00:01", "MaxInterval": "00:00:00.200" }, "WakeOn": [ "/form" ] }""", """ "RefreshKey": "refreshkey-SECRET", """))
        {
            var good = Answers.Status(200, "BODYSECRET", ("Vary", "X-Device"), ("Content-Type", "text/plain"), ("X-Site", "SITESECRET"));
            page.Site.On("/page", good).On("/form", Answers.Redirect("/page?saved=SITESECRET", 303));
            (string, string)[] credentials = [("Cookie", "session=COOKIESECRET"), ("Authorization", "Bearer AUTHSECRET"), ("X-Device", "VARYSECRET")];
            await using var client = page.Open("/page?token=QUERYSECRET", credentials);
            await client.BodyAsync("BODYSECRET");

            foreach (var fault in (string[])["500", "hangs", "reset", "empty reply", "invalid gzip", "100 MB, announced", "breaks off in the body"])
            {
                page.Site.On("/page", Faults.SiteFaults.Of(fault).Script);
                await page.Polls.NextFailuresAsync(1);
                // A client's own request to a site that hangs would take as long as YARP has patience.
                if (fault is not "hangs") texts.Add((await page.SendAsync("HEAD", "/page?token=QUERYSECRET", credentials)).Body);
            }

            page.Site.On("/page", Answers.Redirect("/login?back=SITESECRET"));
            await client.Closed;
            texts.AddRange(client.Events.Where(one => one.Type is "status").Select(one => one.Data));
            texts.Add((await page.GetAsync("/page?token=QUERYSECRET&comet.since=SINCESECRET", [.. credentials, ("Accept", "text/event-stream")])).Body);
            texts.Add((await page.GetAsync("/page?token=QUERYSECRET&comet.nosuch=1", [.. credentials, ("Accept", "text/event-stream")])).Body);
            page.Site.On("/page", good);
            await using var again = page.Open("/page?token=QUERYSECRET", credentials);
            await again.BodyAsync("BODYSECRET");
            await page.SendAsync("POST", "/form?token=QUERYSECRET", credentials);
            await page.SendAsync("POST", "/_comet/refresh?path=/page&token=QUERYSECRET", ("Authorization", "Bearer refreshkey-SECRET"));
            texts.Add((await page.SendAsync("POST", "/_comet/refresh?path=QUERYSECRET", ("Authorization", "Bearer refreshkey-SECRET"))).Body);
            texts.Add((await page.SendAsync("POST", "/_comet/refresh?path=/page", ("Authorization", "Bearer AUTHSECRET"))).Body);
            page.Gateway.Reload(GatewayJson.Of(page.Site.Address, """{ "Poll": { "Interval": "nonsense" } }""", """ "RefreshKey": "short-SECRET", """));
            await page.Gateway.Log.Lines.FirstAsync(line => line.Event.Name is "ConfigurationRefused", "the refusal of a bad reload");
            var status = await page.GetAsync("/_comet/status");
            Assert.Equal(200, status.Status);
            texts.Add(status.Body);
            texts.Add((await page.GetAsync("/_comet/")).Body);
            Assert.Contains(page.Gateway.Log.Lines.Items, line => line.Event.Name is "ResourceStale");
            Assert.Contains(page.Gateway.Log.Lines.Items, line => line.Event.Name is "ResourceChanged");
            texts.AddRange(page.Gateway.Log.Lines.Items.Select(line => line.ToString()));
            Assert.DoesNotContain("short-SECRET", page.Gateway.Log.Text, StringComparison.Ordinal);
        }

        Assert.NotEqual(0, seen.Count);
        texts.AddRange(seen.Items);
        foreach (var secret in Secrets)
            Assert.DoesNotContain(texts, text => text.Contains(secret, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task HostAtDebug_OnItsConsole_HasNoPrivateValue()
    {
        await using var site = await ScriptedSite.StartAsync();
        site.On("/page", Answers.Text("text/plain", "BODYSECRET"));
        using var folder = new TempFolder();
        var file = folder.Write("gateway.json", GatewayJson.Of(site.Address, """{ "Poll": { "Interval": "00:00:00.100" } }""", """ "RefreshKey": "refreshkey-SECRET", """));
        await using var gateway = await GatewayProcess.StartAsync(
            file, environment: new Dictionary<string, string?>(StringComparer.Ordinal) { ["Logging__LogLevel__CometGateway"] = "Debug" });
        using var http = TestClient.Create(gateway.Address);
        await using var client = TestKit.Streams.SseClient.Open(
            new(gateway.Address, "/page?token=QUERYSECRET"),
            new() { Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Cookie"] = "session=COOKIESECRET", ["Authorization"] = "Bearer AUTHSECRET" } });
        await client.BodyAsync("BODYSECRET");
        site.On("/page", Answers.Reset);
        await client.StatesAsync("live", "stale");
        Assert.Equal(502, (await PlainAnswer.OfAsync(http, "GET", "/page?token=QUERYSECRET", ("Cookie", "session=COOKIESECRET"))).Status);
        await gateway.Output.FirstAsync(line => line.Contains("stale", StringComparison.Ordinal), "the log line that the resource is stale");

        await gateway.TerminateAsync();

        var text = string.Join('\n', gateway.Output.Items);
        Assert.Contains("dbug", text, StringComparison.Ordinal);
        foreach (var secret in Secrets) Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase);
    }

    private static void Enable(Instrument instrument, MeterListener listener)
    {
        if (instrument.Meter.Name is CometDiagnostics.MeterName) listener.EnableMeasurementEvents(instrument);
    }

    private static void Note(Observed<string> seen, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var tag in tags) seen.Add($"{tag.Key}={tag.Value}");
    }
}
