using System.Text;
using CometGateway.Core.Http;
using CometGateway.Core.Snapshots;
using CometGateway.Resources;
using CometGateway.Routing;
using CometGateway.Tests.Resources;
using CometGateway.Tests.Transports;
using Microsoft.AspNetCore.Http;
using Version = CometGateway.Core.Snapshots.Version;

namespace CometGateway.Tests.Routing;

public sealed class SnapshotAnswerTests : IDisposable
{
    private const string Modified = "Sun, 01 Mar 2026 12:00:00 GMT";
    private static readonly DateTimeOffset Received = new(2026, 3, 1, 13, 0, 0, TimeSpan.Zero);
    private readonly ShardRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task WriteAsync_AnswersTheBody_WithItsHeadersItsAgeAndVary()
    {
        var context = await AnswerAsync(Stored(new("\"1\"", Modified), ("X-Own", "a"), ("X-Own", "b")), after: 12.9);

        Assert.Equal(200, context.Response.StatusCode);
        Assert.Equal("{}", ResourceRig.BodyOf(context));
        var headers = context.Response.Headers;
        Assert.Equal(("\"1\"", Modified), ((string?)headers.ETag, (string?)headers.LastModified));
        Assert.Equal(("application/json", 2), (context.Response.ContentType, context.Response.ContentLength));
        Assert.Equal(("12", "Accept"), ((string?)headers.Age, (string?)headers.Vary));
        Assert.Equal("a|b", string.Join("|", headers["X-Own"].AsEnumerable()));
    }

    [Fact]
    public async Task WriteAsync_WithoutATagOfTheSites_TagsWithTheVersion()
    {
        var stored = Stored(Validators.None);

        var context = await AnswerAsync(stored);

        Assert.Equal($"\"{stored.Snapshot.Version}\"", context.Response.Headers.ETag);
        Assert.Equal(0, context.Response.Headers.LastModified.Count);
        Assert.Equal(304, (await AnswerAsync(stored, 0, ("If-None-Match", context.Response.Headers.ETag.ToString()))).Response.StatusCode);
    }

    // A tag that named the part would call a page the same that has changed elsewhere.
    [Fact]
    public async Task WriteAsync_OfAPageOfWhichStreamsGetAPart_TagsTheWholeOfIt()
    {
        var stored = Stored(Validators.None);
        var whole = Version.Of("application/json", "{\"a\":1}"u8);
        stored = stored with { Snapshot = stored.Snapshot with { Version = Version.Of("application/json", "1"u8), WholeVersion = whole } };

        Assert.Equal($"\"{whole}\"", (await AnswerAsync(stored)).Response.Headers.ETag);
    }

    // A site that knows no tags would answer 200 to a request that carries one of ours beside its own date.
    [Fact]
    public async Task WriteAsync_WithADateOfTheSitesAlone_InventsNoTag()
    {
        var context = await AnswerAsync(Stored(new(null, Modified)));

        Assert.Equal((0, Modified), (context.Response.Headers.ETag.Count, (string?)context.Response.Headers.LastModified));
        Assert.Equal(304, (await AnswerAsync(Stored(new(null, Modified)), 0, ("If-Modified-Since", Modified))).Response.StatusCode);
        Assert.Equal(200, (await AnswerAsync(Stored(new(null, Modified)), 0, ("If-None-Match", "\"1\""), ("If-Modified-Since", Modified))).Response.StatusCode);
    }

    [Theory]
    [InlineData("\"1\"")]
    [InlineData("W/\"1\"")]
    [InlineData("\"0\", \"1\"")]
    [InlineData("*")]
    public async Task WriteAsync_ToAClientThatHasIt_Is304WithTheHeadersAndNoBody(string tag)
    {
        var context = await AnswerAsync(Stored(new("\"1\"", Modified), ("Cache-Control", "max-age=5")), 3, ("If-None-Match", tag));

        Assert.Equal(304, context.Response.StatusCode);
        Assert.Equal("", ResourceRig.BodyOf(context));
        var headers = context.Response.Headers;
        Assert.Equal(("\"1\"", "max-age=5", "3", "Accept"), ((string?)headers.ETag, (string?)headers.CacheControl, (string?)headers.Age, (string?)headers.Vary));
        Assert.Null(context.Response.ContentLength);
    }

    [Theory]
    [InlineData("If-Modified-Since", Modified, 304)]
    [InlineData("If-Modified-Since", "Sun, 01 Mar 2026 11:59:59 GMT", 200)]
    [InlineData("If-Modified-Since", "yesterday", 200)]
    [InlineData("If-None-Match", "\"0\"", 200)]
    public async Task WriteAsync_ByItsPrecondition(string name, string value, int status) =>
        Assert.Equal(status, (await AnswerAsync(Stored(new("\"1\"", Modified)), 0, (name, value))).Response.StatusCode);

    [Fact]
    public async Task WriteAsync_WithBothPreconditions_HeedsTheTagAlone() =>
        Assert.Equal(200, (await AnswerAsync(Stored(new("\"1\"", Modified)), 0, ("If-None-Match", "\"0\""), ("If-Modified-Since", Modified))).Response.StatusCode);

    [Theory]
    [InlineData("Accept-Encoding", "Accept-Encoding, Accept")]
    [InlineData("accept", "accept")]
    [InlineData("Origin,Accept", "Origin,Accept")]
    [InlineData("*", "*")]
    public async Task WriteAsync_AddsAcceptToVaryOnce(string vary, string expected) =>
        Assert.Equal(expected, (await AnswerAsync(Stored(Validators.None, ("Vary", vary)))).Response.Headers.Vary);

    // What is made once for all answers must not outlive what it was made of.
    [Fact]
    public async Task WriteAsync_AfterA304_HasTheNewHeaders()
    {
        var stored = Stored(new("\"1\"", null), ("X-Own", "old"));
        Assert.Equal("old", (await AnswerAsync(stored)).Response.Headers["X-Own"]);

        var confirmed = stored with { Headers = new([new("X-Own", "new")]) };

        Assert.Equal("new", (await AnswerAsync(confirmed)).Response.Headers["X-Own"]);
        Assert.Equal("old", (await AnswerAsync(stored)).Response.Headers["X-Own"]);
    }

    [Fact]
    public async Task WriteAsync_AfterTheApplicationHasPutHeaders_KeepsThem()
    {
        var context = ResourceRig.Get("/api/prices");
        context.Response.Headers["X-Own"] = "the application's";
        context.Response.Headers.Vary = "X-Tenant, Origin";

        await SnapshotAnswer.WriteAsync(context, Stored(new("\"1\"", null), ("X-Own", "the site's"), ("vary", "Origin, Accept-Language")), Received, _rig.Metrics);

        Assert.Equal("the application's|the site's", string.Join("|", context.Response.Headers["X-Own"].AsEnumerable()));
        Assert.Equal("X-Tenant, Origin, Accept-Language, Accept", context.Response.Headers.Vary);
    }

    private async Task<HttpContext> AnswerAsync(StoredAnswer stored, double after = 0, params (string Name, string Value)[] headers)
    {
        var context = ResourceRig.Get("/api/prices", headers);
        await SnapshotAnswer.WriteAsync(context, stored, Received + TimeSpan.FromSeconds(after), _rig.Metrics);
        return context;
    }

    private static StoredAnswer Stored(Validators validators, params (string Name, string Value)[] headers)
    {
        var fields = new HeaderFields(headers.Select(h => KeyValuePair.Create(h.Name, h.Value)));
        var body = Encoding.UTF8.GetBytes("{}");
        var snapshot = new Snapshot(Version.Of("application/json", body), "application/json", body, body, fields, validators, Received);
        return new(snapshot, Received, Freshness.Of(fields, Received, Received), fields, validators);
    }
}
