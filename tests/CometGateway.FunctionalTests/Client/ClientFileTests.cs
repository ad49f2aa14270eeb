using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using CometGateway.FunctionalTests.Watched;

namespace CometGateway.FunctionalTests.Client;

/// <summary>The browser client as the gateway serves it.</summary>
public sealed class ClientFileTests : IAsyncLifetime
{
    private WatchedSite _site = null!;

    public async Task InitializeAsync() => _site = await WatchedSite.StartAsync();

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Theory]
    [InlineData("/_comet/comet.js", "text/javascript")]
    [InlineData("/_comet/comet.mjs", "text/javascript")]
    [InlineData("/_comet/comet.js.map", "application/json")]
    [InlineData("/_comet/comet.mjs.map", "application/json")]
    [InlineData("/_comet/client.json", "application/json")]
    public async Task File_AskedFor_IsRevalidatedAtEachUse(string path, string mediaType)
    {
        using var answer = await SendAsync(HttpMethod.Get, path);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(mediaType, answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("no-cache", answer.Headers.CacheControl!.ToString());
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("Accept-Encoding", Assert.Single(answer.Headers.Vary));
        Assert.NotNull(answer.Headers.ETag);
        Assert.Equal(answer.Content.Headers.ContentLength, (await answer.Content.ReadAsByteArrayAsync()).Length);
        Assert.Equal(0, _site.Site.Requests.Count(path));
    }

    [Theory]
    [InlineData("comet.js", ".comet={configure:")]
    [InlineData("comet.mjs", "export{")]
    public async Task Script_Text_IsABundleThatNamesItsMap(string name, string marker)
    {
        var text = await TextAsync("/_comet/" + name);

        Assert.Contains(marker, text, StringComparison.Ordinal);
        Assert.EndsWith($"//# sourceMappingURL={name}.map\n", text, StringComparison.Ordinal);
        using var map = JsonDocument.Parse(await TextAsync($"/_comet/{name}.map"));
        Assert.Equal(3, map.RootElement.GetProperty("version").GetInt32());
        Assert.NotEqual(0, map.RootElement.GetProperty("sourcesContent").GetArrayLength());
    }

    [Theory]
    [InlineData("script", "/_comet/comet.js")]
    [InlineData("module", "/_comet/comet.mjs")]
    public async Task HashedName_FromClientJson_IsTheSameContentKeptForEver(string member, string path)
    {
        using var names = JsonDocument.Parse(await TextAsync("/_comet/client.json"));
        using var answer = await SendAsync(HttpMethod.Get, names.RootElement.GetProperty(member).GetString()!);

        Assert.Equal(await TextAsync(path), await answer.Content.ReadAsStringAsync());
        Assert.Equal("max-age=31536000, public, immutable", string.Join(", ", answer.Headers.GetValues("Cache-Control").SelectMany(value => value.Split(", ")).OrderBy(word => word is "immutable").ThenBy(word => word, StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("/_comet/comet.0000000000000000.js")]
    [InlineData("/_comet/comet.0123456789abcdef.mjs")]
    public async Task HashedName_OfAnotherVersion_IsNotFoundAndNotTheSites(string path)
    {
        using var answer = await SendAsync(HttpMethod.Get, path);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
    }

    [Fact]
    public async Task ETag_SentBack_IsNotModifiedInThatCodingOnly()
    {
        using var first = await SendAsync(HttpMethod.Get, "/_comet/comet.js", ("Accept-Encoding", "gzip"));
        var tag = first.Headers.ETag!.ToString();

        using var same = await SendAsync(HttpMethod.Get, "/_comet/comet.js", ("Accept-Encoding", "gzip"), ("If-None-Match", "\"other\", W/" + tag));
        using var other = await SendAsync(HttpMethod.Get, "/_comet/comet.js", ("If-None-Match", tag));
        using var any = await SendAsync(HttpMethod.Get, "/_comet/comet.js", ("If-None-Match", "*"));

        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        Assert.Equal(tag, same.Headers.ETag!.ToString());
        Assert.Equal("Accept-Encoding", Assert.Single(same.Headers.Vary));
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        Assert.Equal(HttpStatusCode.NotModified, any.StatusCode);
    }

    [Theory]
    [InlineData("gzip, deflate, br, zstd", "br")]
    [InlineData("gzip", "gzip")]
    [InlineData("br;q=0.5, gzip", "br")]
    [InlineData("br;q=0, *", "gzip")]
    [InlineData("*", "br")]
    [InlineData("GZIP;q=0.001", "gzip")]
    [InlineData("gzip;q=0", null)]
    [InlineData("identity", null)]
    [InlineData("deflate", null)]
    [InlineData("", null)]
    public async Task AcceptEncoding_Negotiated_IsTheSameTextSmaller(string accept, string? coding)
    {
        var plain = await TextAsync("/_comet/comet.js");
        using var answer = await SendAsync(HttpMethod.Get, "/_comet/comet.js", ("Accept-Encoding", accept));
        var body = await answer.Content.ReadAsByteArrayAsync();

        Assert.Equal(coding, answer.Content.Headers.ContentEncoding.SingleOrDefault());
        Assert.Equal(plain, Decode(body, coding));
        if (coding is not null) Assert.InRange(body.Length, 1, 12 * 1024);
    }

    [Fact]
    public async Task Head_OfTheScript_IsTheHeadOfItsGet()
    {
        using var get = await SendAsync(HttpMethod.Get, "/_comet/comet.js");
        using var head = await SendAsync(HttpMethod.Head, "/_comet/comet.js");

        Assert.Equal(get.Content.Headers.ContentLength, head.Content.Headers.ContentLength);
        Assert.Equal(get.Headers.ETag, head.Headers.ETag);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }

    private async Task<string> TextAsync(string path)
    {
        using var answer = await SendAsync(HttpMethod.Get, path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers) Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        return _site.Http.SendAsync(request);
    }

    private static string Decode(byte[] body, string? coding)
    {
        using var input = new MemoryStream(body);
        using Stream plain = coding switch
        {
            "br" => new BrotliStream(input, CompressionMode.Decompress),
            "gzip" => new GZipStream(input, CompressionMode.Decompress),
            _ => input,
        };
        using var reader = new StreamReader(plain, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
