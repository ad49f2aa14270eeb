using System.IO.Compression;
using System.IO.Hashing;
using System.Net;
using System.Text;
using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit;
using CometGateway.TestKit.Processes;
using CometGateway.TestKit.Sites;

namespace CometGateway.FunctionalTests.Coded;

/// <summary>Streams in a content coding: who gets one, and that they are whole to readers that nobody here wrote.</summary>
public sealed class CodedStreamTests
{
    private const string Everyone = """{ "Poll": { "Interval": "00:00:00.050" }, "Audience": "Everyone" }""";

    [Theory]
    [InlineData("gzip, deflate, br, zstd", "br")]
    [InlineData("gzip, deflate", "gzip")]
    [InlineData("identity", null)]
    [InlineData("br;q=0", null)]
    [InlineData(null, null)]
    public async Task Coding_IsTheBestThatTheClientAccepts_AndCachesAreTold(string? accept, string? coding)
    {
        await using var page = await StartAsync(Everyone);
        foreach (var (path, type) in ((string, string)[])[("/page", "text/event-stream"), ("/page", "application/x-ndjson"), (ManyClient.PathOf("/page"), "text/event-stream"), (ManyClient.PathOf("/page"), "application/x-ndjson")])
        {
            using var answer = await OpenAsync(page, path, accept, type);

            Assert.Equal(coding is null ? [] : [coding], answer.Content.Headers.ContentEncoding);
            Assert.Equal("Accept, Accept-Encoding", string.Join(", ", answer.Headers.Vary));
        }
    }

    [Theory]
    [InlineData("Shared", "", "br")]
    [InlineData("Shared", "user=anna", null)]
    [InlineData("All", "user=anna", "br")]
    [InlineData("None", "", null)]
    public async Task Compress_SaysWhichPagesAreCompressed(string compress, string cookie, string? coding)
    {
        await using var page = await StartAsync($$"""{ "Poll": { "Interval": "00:00:00.050" }, "Compress": "{{compress}}" }""");
        using var answer = await OpenAsync(page, "/page", "br", "text/event-stream", cookie);

        Assert.Equal(coding is null ? [] : [coding], answer.Content.Headers.ContentEncoding);
    }

    [Theory]
    [InlineData("?comet.transport=iframe", 200)]
    [InlineData("", 209)]
    public async Task IframesAndBraid_AreNeverCoded(string query, int status)
    {
        await using var page = await StartAsync("""{ "Poll": { "Interval": "00:00:00.050" }, "Audience": "Everyone", "Transports": [ "iframe", "braid" ] }""");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/page" + query);
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "br, gzip");
        if (query.Length == 0) request.Headers.TryAddWithoutValidation("Subscribe", "true");
        using var answer = await page.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Empty(answer.Content.Headers.ContentEncoding);
    }

    [Fact]
    public async Task AUsersOwnPage_OnAConnectionInACoding_IsStoredAsItIs()
    {
        var (secret, words) = ("token=0123456789abcdef", string.Concat(Enumerable.Repeat("the same words ", 200)));
        await using var page = await WatchedSite.StartAsync("""{ "Poll": { "Interval": "00:00:00.050" } }""");
        page.Site.On("/page", Answers.Text("text/plain", secret + words));
        using var answer = await OpenAsync(page, ManyClient.PathOf("/page"), "br", "text/event-stream", "user=anna");
        var coded = await ReadUntilAsync(await answer.Content.ReadAsStreamAsync(), words.Length);

        Assert.Equal("br", answer.Content.Headers.ContentEncoding.Single());
        Assert.Contains(secret + words, Encoding.Latin1.GetString(coded), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("br", false)]
    [InlineData("gzip", false)]
    [InlineData("br", true)]
    [InlineData("gzip", true)]
    public async Task AStream_ThatIsRecycled_IsAWholeFileOfItsCoding(string coding, bool isHandedOff)
    {
        if (isHandedOff) HandOffSwitch.TurnOn();
        await using var page = await StartAsync(Everyone, """ "ConnectionBytes": 2000, """);
        using var answer = await OpenAsync(page, "/page", coding, "text/event-stream");
        var reading = ReadToEndAsync(await answer.Content.ReadAsStreamAsync());
        var deadline = new Deadline("the end of the stream", () => $"{page.Polls.Ended.Count} polls");
        for (var n = 1; !reading.IsCompleted; n++)
        {
            deadline.Check();
            page.Site.SetBody("/page", "text/plain", Body(n));
            var polls = page.Polls.Ended.Count;
            await Eventually.IsTrueAsync(() => reading.IsCompleted || page.Polls.Ended.Count > polls, "a poll");
        }

        var coded = await reading.WaitAsync(Patience.Default);
        using var file = new MemoryStream(coded);
        await using Stream decoder = coding is "br" ? new BrotliStream(file, CompressionMode.Decompress) : new GZipStream(file, CompressionMode.Decompress);
        var text = await new StreamReader(decoder).ReadToEndAsync();

        Assert.StartsWith("retry: ", text, StringComparison.Ordinal);
        Assert.EndsWith("\n\n", text, StringComparison.Ordinal);
        if (coding is "gzip") Assert.Equal((Crc32.HashToUInt32(Encoding.UTF8.GetBytes(text)), text.Length), (BitConverter.ToUInt32(coded, coded.Length - 8), BitConverter.ToInt32(coded, coded.Length - 4)));
        else Assert.Equal(3, coded[^1]);
        Assert.True(text.Length > coded.Length * 3 / 2, $"{coded.Length} bytes for {text.Length}");
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task Curl_ReadsACompressedStream_EventByEvent_ThroughRecycling(string coding)
    {
        await using var page = await StartAsync(Everyone, """ "ConnectionBytes": 2000, """);
        var url = new Uri(page.Gateway.Address, "/page").AbsoluteUri;
        for (var connection = 0; connection < 2; connection++)
        {
            await using var curl = ChildProcess.Start("curl", Programs.Find("curl"), ["-sN", "--compressed", "-H", "Accept: text/event-stream", "-H", $"Accept-Encoding: {coding}", url]);
            var exit = curl.ExitAsync();
            var deadline = new Deadline("curl's exit", curl.Output.Dump);
            for (var n = 0; !exit.IsCompleted; n++)
            {
                deadline.Check();
                var wanted = $"data: {Body(n)}";
                page.Site.SetBody("/page", "text/plain", Body(n));
                await Task.WhenAny(exit, curl.Output.UntilAsync(lines => lines.Contains(wanted, StringComparer.Ordinal), wanted));
            }

            Assert.Equal(0, await exit);
            Assert.Equal("", curl.Output.Items[^1]);
        }
    }

    private static string Body(int n) => $"state {n}: {string.Concat(Enumerable.Repeat("words that come again and again, ", 12))}";

    private static async Task<WatchedSite> StartAsync(string policy, string comet = "")
    {
        var page = await WatchedSite.StartAsync(policy, comet);
        page.Site.SetBody("/page", "text/plain", Body(0));
        return page;
    }

    private static async Task<HttpResponseMessage> OpenAsync(WatchedSite page, string path, string? accept, string type, string cookie = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", type);
        if (accept is not null) request.Headers.TryAddWithoutValidation("Accept-Encoding", accept);
        if (cookie.Length > 0) request.Headers.TryAddWithoutValidation("Cookie", cookie);
        var answer = await page.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return answer;
    }

    private static async Task<byte[]> ReadToEndAsync(Stream stream)
    {
        var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    private static async Task<byte[]> ReadUntilAsync(Stream stream, int atLeast)
    {
        var (bytes, buffer) = (new MemoryStream(), new byte[4096]);
        while (bytes.Length < atLeast)
        {
            var count = await stream.ReadAsync(buffer).AsTask().WaitAsync(Patience.Default);
            Assert.True(count > 0, "the stream ended");
            bytes.Write(buffer, 0, count);
        }

        return bytes.ToArray();
    }
}
