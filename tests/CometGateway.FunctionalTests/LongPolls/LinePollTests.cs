using System.IO.Compression;
using System.Net;
using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using CometGateway.TestKit.Streams;

namespace CometGateway.FunctionalTests.LongPolls;

/// <summary>
/// Prefer: wait=N with Accept: application/x-ndjson is a long poll that is answered with the lines of a stream, for one page or for many: the answer
/// ends once it has said something new.
/// </summary>
public sealed class LinePollTests
{
    private const string AB = "/_comet/stream?url=%2Fa&url=%2Fb";

    [Theory]
    [InlineData("/a")]
    [InlineData("/_comet/stream?url=%2Fa")]
    public async Task Poll_IsAnsweredByTheStateAtOnce_AndThenByTheNextChange(string path)
    {
        await using var page = await StartAsync();
        var (first, lines) = await PollAsync(page, path);
        var held = await OpenAsync(page, path, lines[^1].Id!);
        await page.IsHeldAsync();
        Assert.False(held.Ended.IsCompleted);
        page.Site.On("/a", Answers.Json("2"));
        await held.Ended.WaitAsync(Patience.Default);

        Assert.Equal(["retry", "status", "message"], lines.Select(line => line.Event));
        Assert.Equal(("1", "2"), (lines[^1].Data, held.Lines.Items[^1].Data));
        Assert.Equal("wait=300", Assert.Single(first.Headers.GetValues("Preference-Applied")));
        Assert.Contains("Prefer", first.Headers.GetValues("Vary").SelectMany(value => value.Split(", ")));
        Assert.Equal("application/x-ndjson; charset=utf-8", first.Content.Headers.ContentType!.ToString());
        Assert.All(page.Site.Requests.To("/a"), request => Assert.Null(request["Prefer"]));
        await held.DisposeAsync();
    }

    [Theory]
    [InlineData("br", false)]
    [InlineData("gzip", false)]
    [InlineData("br", true)]
    [InlineData(null, true)]
    public async Task Poll_InACodingOrOverHttp2_IsAWholeAnswer(string? coding, bool isHttp2)
    {
        await using var page = await WatchedSite.StartAsync(isHttp2: isHttp2);
        page.Site.SetBody("/page", "application/json", Prices.Page(1));
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(page.Gateway.Address, "/page"))
        {
            Version = isHttp2 ? HttpVersion.Version20 : HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.Add("Accept", "application/x-ndjson");
        request.Headers.Add("Prefer", "wait=300");
        if (coding is not null) request.Headers.Add("Accept-Encoding", coding);
        using var http = new HttpMessageInvoker(TestClient.CreateHandler());
        using var answer = await http.SendAsync(request, CancellationToken.None);
        await using var coded = await answer.Content.ReadAsStreamAsync();
        using var text = new StreamReader(coding switch { "br" => new BrotliStream(coded, CompressionMode.Decompress), "gzip" => new GZipStream(coded, CompressionMode.Decompress), _ => coded });
        var lines = (await text.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(ReceivedLine.Of).ToArray();

        Assert.Equal(coding, answer.Content.Headers.ContentEncoding.SingleOrDefault());
        Assert.Equal(["retry", "status", "message"], lines.Select(line => line.Event));
        Assert.Contains("\"n\"", lines[^1].Data, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Sessions", 503)]
    [InlineData("SessionsPerAddress", 429)]
    public async Task Polls_CountAsSessions(string limit, int status)
    {
        await using var page = await WatchedSite.StartAsync(comet: $$""" "Limits": { "{{limit}}": 1 }, """);
        page.Site.On("/a", Answers.Json("1"));
        var (_, lines) = await PollAsync(page, "/a");
        await using var held = await OpenAsync(page, "/a", lines[^1].Id!);
        await page.IsHeldAsync();
        var refused = await page.GetAsync("/a", ("Accept", "application/x-ndjson"), ("Prefer", "wait=300"));

        Assert.Equal(status, refused.Status);
        Assert.NotNull(refused["Retry-After"]);
    }

    [Fact]
    public async Task Many_AreAnsweredTogether_AndThenByWhatChanges()
    {
        await using var page = await StartAsync();
        var (_, lines) = await PollAsync(page, AB);
        Assert.Equal(["/a 1", "/b 1"], States(lines).Order(StringComparer.Ordinal));
        var id = string.Join('.', ((string[])["/a", "/b"]).Select(url => lines.Single(line => line.Url == url && line.Id is not null).Id));

        await using var held = await OpenAsync(page, AB, id);
        await page.IsHeldAsync(2);
        page.Site.On("/b", Answers.Json("2"));
        await held.Ended.WaitAsync(Patience.Default);

        Assert.Equal(["/b 2"], States(held.Lines.Items));
    }

    [Theory]
    [InlineData("/page?comet.events=json-patch")]
    [InlineData("/_comet/stream?url=%2Fpage%3Fcomet.events%3Djson-patch")]
    public async Task AChange_ComesAsADelta(string path)
    {
        await using var page = await StartAsync();
        page.Site.SetBody("/page", "application/json", Prices.Page(1));
        var (_, first) = await PollAsync(page, path);
        page.Site.SetBody("/page", "application/json", Prices.Page(2));
        var (_, second) = await PollAsync(page, path, first[^1].Id!);

        Assert.Equal("patch", second[^1].Event);
        Assert.True(new LineState("json-patch").With([first[^1], second[^1]]).Is(Prices.Page(2)));
    }

    [Fact]
    public async Task NothingNew_EndsItAtTheDeadline()
    {
        await using var page = await StartAsync();
        var (_, lines) = await PollAsync(page, "/a");
        var started = TimeProvider.System.GetTimestamp();

        var (_, silent) = await PollAsync(page, "/a", lines[^1].Id!, wait: 1);

        Assert.True(TimeProvider.System.GetElapsedTime(started) > TimeSpan.FromMilliseconds(990));
        Assert.Equal(["retry", "status"], silent.Select(line => line.Event));
    }

    [Fact]
    public async Task ASiteThatIsSlow_KeepsBackNoOthersNews_AndIsToldOfInTheEnd()
    {
        await using var page = await StartAsync();
        var release = new TaskCompletionSource();
        page.Site.On("/b", Answers.Held(release.Task, Answers.Json("1")));

        var (_, lines) = await PollAsync(page, AB);
        Assert.Equal(["/a 1"], States(lines));
        await using var next = await OpenAsync(page, AB, $"{lines.Single(line => line.Id is not null).Id}.");
        release.SetResult();
        await next.Ended.WaitAsync(Patience.Default);

        Assert.Equal(["/b 1"], States(next.Lines.Items));
    }

    [Fact]
    public async Task ASiteThatFails_IsNewsToo()
    {
        await using var page = await StartAsync();
        var (_, lines) = await PollAsync(page, "/a");
        await using var held = await OpenAsync(page, "/a", lines[^1].Id!);
        await page.IsHeldAsync();
        page.Site.On("/a", Answers.Status(500));
        await held.Ended.WaitAsync(Patience.Default);

        Assert.Equal(("status", "stale"), (held.Lines.Items[^1].Event, held.Lines.Items[^1].Of("state")));
    }

    [Fact]
    public async Task ARefusal_IsToldAtOnce()
    {
        await using var page = await StartAsync();
        page.Site.On("/b", Answers.Status(404));
        var (_, lines) = await PollAsync(page, AB);

        Assert.Equal("404 gone", lines.Where(line => line.Event is "error").Select(line => $"{line.Of("status")} {line.Of("code")}").Single());
    }

    [Fact]
    public async Task APolicyWithoutLongPolls_RefusesThePageOnAConnectionOfMany_AndLeavesItsOwnUrlToTheSite()
    {
        await using var page = await WatchedSite.StartAsync("""{ "Poll": { "Interval": "00:00:00.150" }, "Transports": [ "ndjson" ] }""");
        page.Site.On("/a", Answers.Json("1"));
        var (_, lines) = await PollAsync(page, "/_comet/stream?url=%2Fa");
        var own = await page.GetAsync("/a", ("Accept", "application/x-ndjson"), ("Prefer", "wait=300"));
        var named = await page.GetAsync("/a?comet.transport=ndjson", ("Prefer", "wait=300"));

        var refusal = lines.Single(line => line.Event is "error");
        Assert.Equal(("406", "transport_off"), (refusal.Of("status"), refusal.Of("code")));
        Assert.Contains("'longpoll'", refusal.Of("detail"), StringComparison.Ordinal);
        Assert.Equal((200, "1"), (own.Status, own.Body));
        Assert.Equal(406, named.Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Polls_OneAfterTheOther_GoOverOneConnection(bool handOff)
    {
        await using var page = await WatchedSite.StartAsync(comet: handOff ? """ "HandOff": true, """ : "");
        page.Site.SetBody("/page", "application/json", Counting.Body(0));
        using var handler = TestClient.CreateHandler();
        var connections = 0;
        handler.ConnectCallback = async (context, token) =>
        {
            Interlocked.Increment(ref connections);
            var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(context.DnsEndPoint, token);
            return new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
        };
        using var http = new HttpMessageInvoker(handler);
        var id = "";
        for (var n = 1; n <= 5; n++)
        {
            page.Site.SetBody("/page", "application/json", Counting.Body(n));
            await using var poll = await LineClient.OpenAsync(new(page.Gateway.Address, $"/page?comet.since={id}"), Waiting(300), http);
            await poll.Ended.WaitAsync(Patience.Default);
            Assert.Equal("the stream ended", poll.Lines.EndReason);
            id = poll.Lines.Items[^1].Id!;
        }

        Assert.Equal(1, connections);
    }

    [Fact]
    public async Task Drain_EndsAPoll_AndTellsWhy()
    {
        await using var page = await StartAsync();
        var (_, lines) = await PollAsync(page, "/a");
        await using var held = await OpenAsync(page, "/a", lines[^1].Id!);
        await page.IsHeldAsync();
        var stopping = page.Gateway.StopAsync();
        await held.Ended.WaitAsync(Patience.Default);
        await stopping;

        Assert.Equal(("status", "draining", "the stream ended"), (held.Lines.Items[^1].Event, held.Lines.Items[^1].Of("state"), held.Lines.EndReason));
    }

    private static List<string> States(IEnumerable<ReceivedLine> lines) => [.. lines.Where(line => line.Event is "message").Select(line => $"{line.Url} {line.Data}")];

    private static Dictionary<string, string> Waiting(int seconds) => new(StringComparer.Ordinal) { ["Prefer"] = $"wait={seconds}" };

    private static Task<LineClient> OpenAsync(WatchedSite page, string path, string since, int wait = 300) =>
        page.OpenLinesAsync(path, ("Prefer", FormattableString.Invariant($"wait={wait}")), ("Last-Event-ID", since));

    /// <summary>One answer, read to its end.</summary>
    private static async Task<(HttpResponseMessage Head, IReadOnlyList<ReceivedLine> Lines)> PollAsync(WatchedSite page, string path, string since = "", int wait = 300)
    {
        await using var poll = await OpenAsync(page, path, since, wait);
        await poll.Ended.WaitAsync(Patience.Default);
        Assert.Equal("the stream ended", poll.Lines.EndReason);
        return (poll.Response, poll.Lines.Items);
    }

    private static async Task<WatchedSite> StartAsync()
    {
        var page = await WatchedSite.StartAsync();
        page.Site.On("/a", Answers.Json("1")).On("/b", Answers.Json("1"));
        return page;
    }
}
