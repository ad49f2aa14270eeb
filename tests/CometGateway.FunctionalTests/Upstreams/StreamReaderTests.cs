using System.Net;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using CometGateway.TestKit.Streams;
using Microsoft.AspNetCore.Http;

namespace CometGateway.FunctionalTests.Upstreams;

/// <summary>The test kit's own stream clients, against event streams written by hand.</summary>
public sealed class StreamReaderTests : IAsyncLifetime
{
    private ScriptedSite _site = null!;
    private Uri _stream = null!;

    public async Task InitializeAsync()
    {
        _site = await ScriptedSite.StartAsync();
        _stream = new(_site.Address, "/stream");
    }

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public async Task SseClient_EventsWithIdTypeAndLines_AreCollected()
    {
        _site.On("/stream", Answers.Text("text/event-stream", "id: a\ndata: one\ndata: two\n\nevent: status\ndata: {}\n\n"));

        await using var client = SseClient.Open(_stream);
        await client.Closed;

        Assert.Equal(
            [("a", "message", "one\ntwo"), (null, "status", "{}")],
            client.Events.Select(one => (one.Id, one.Type, one.Data)));
        Assert.Equal("a", client.LastEventId);
    }

    [Fact]
    public async Task SseClient_StreamEnds_ComesBackAfterRetryWithTheLastId()
    {
        _site.On("/stream", Answers.Sequence(
            Answers.Text("text/event-stream", "retry: 30\nid: a\ndata: one\n\n"),
            Answers.Text("text/event-stream", "id: b\ndata: two\n\n"),
            Answers.Status(StatusCodes.Status204NoContent)));

        await using var client = SseClient.Open(_stream, new() { Reconnect = true, Retry = TimeSpan.FromMinutes(5) });
        await client.Closed;

        Assert.Equal(["-", "a", "b"], _site.Requests.To("/stream").Select(request => request["Last-Event-ID"] ?? "-").ToArray());
        Assert.Equal([1, 2], client.Events.Select(one => one.Connection));
        Assert.Equal(TimeSpan.FromMilliseconds(30), client.Retry);
    }

    [Fact]
    public async Task SseClient_ConnectionReset_ComesBack()
    {
        var read = new TaskCompletionSource();
        _site.On("/stream", Answers.Sequence(
            Answers.ResetAfter("text/event-stream", "id: a\ndata: one\n\n", read.Task),
            Answers.Text("text/event-stream", "data: two\n\n")));

        await using var client = SseClient.Open(_stream, new() { Reconnect = true });
        await client.WaitForAsync(one => one.Data is "one", "the event before the reset");
        read.SetResult();

        await client.WaitForAsync(one => one.Data is "two", "the event after the reset");
        Assert.Equal("a", _site.Requests.To("/stream")[1]["Last-Event-ID"]);
    }

    [Fact]
    public async Task SseClient_AnswerOtherThan200_IsFinal()
    {
        _site.On("/stream", Answers.Status(StatusCodes.Status404NotFound, "no such stream"));

        await using var client = SseClient.Open(_stream, new() { Reconnect = true });
        await client.Closed;

        Assert.Equal([HttpStatusCode.NotFound], client.Answers);
        Assert.Equal("no such stream", client.RefusalBody);
    }

    [Fact]
    public async Task SseClient_WaitThatFails_NamesWhatWasSeen()
    {
        _site.On("/stream", Answers.Text("text/event-stream", "id: a\ndata: one\n\n"));
        await using var client = SseClient.Open(_stream);

        var failure = await Assert.ThrowsAsync<WaitFailedException>(() => client.WaitForAsync(one => one.Data is "two", "the second event"));

        Assert.Contains("the stream ended", failure.Message, StringComparison.Ordinal);
        Assert.Contains("before the second event", failure.Message, StringComparison.Ordinal);
        Assert.Contains("message id=a one", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RawSseReader_CommentsAndRetry_AreLines()
    {
        _site.On("/stream", Answers.Text("text/event-stream", ": keepalive\n\nretry: 2000\ndata: one\n\n"));

        await using var reader = await RawSseReader.OpenAsync(_stream);
        await reader.Ended;

        Assert.Equal([": keepalive", "", "retry: 2000", "data: one", ""], reader.Lines.Select(line => line.Text).ToArray());
        Assert.Equal("the stream ended", reader.EndReason);
    }
}
