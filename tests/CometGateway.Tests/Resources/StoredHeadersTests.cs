using System.Text;
using CometGateway.Core.Http;
using CometGateway.Core.Watching;
using CometGateway.Resources;
using CometGateway.Tests.Transports;
using CometGateway.Transports;

namespace CometGateway.Tests.Resources;

/// <summary>What is kept of the headers of an answer, and asked by with the next poll.</summary>
public sealed class StoredHeadersTests : IDisposable
{
    private readonly ResourceRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task EveryValidatorHeld_IsSentWithTheNextPoll_And304KeepsTheStateLive()
    {
        const string Modified = "Sun, 01 Mar 2020 12:00:00 GMT";
        var resource = await _rig.LiveAsync("{}", ("ETag", "\"1\""), ("Last-Modified", Modified));
        _rig.PassInterval();
        await _rig.AnswerAsync(resource, 1, poll => poll.Answer(304));
        _rig.PassInterval();
        await _rig.AnswerAsync(resource, 2, poll => poll.Answer(304, "", ("ETag", "\"1\"")));

        var view = resource.Broadcast.View;
        Assert.Single(view.History.Changes);
        Assert.Same(ResourceStatus.Live, view.Status);
        Assert.True(resource.IsCurrent);
        Assert.Null((await _rig.Site.PollAsync(0)).Request.Headers["If-None-Match"]);
        foreach (var number in new[] { 1, 2 })
        {
            var sent = (await _rig.Site.PollAsync(number)).Request.Headers;
            Assert.Equal(("\"1\"", Modified), (sent["If-None-Match"], sent["If-Modified-Since"]));
        }
    }

    [Fact]
    public async Task UnchangedBytes_TakeOverTheHeadersOfTheir200AsAWhole()
    {
        var resource = await _rig.LiveAsync("{}", ("Date", "Thu, 29 Feb 2024 23:59:50 GMT"), ("X-Served", "1"), ("X-Kept", "k"));
        _rig.PassInterval();
        await _rig.AnswerAsync(resource, 1, poll => poll.Ok("{}", ("Date", "Thu, 29 Feb 2024 23:59:55 GMT"), ("X-Served", "2"), ("Set-Cookie2", "no")));

        var headers = resource.Stored!.Headers;
        Assert.Equal(("Thu, 29 Feb 2024 23:59:55 GMT", "2", null, null), (headers["Date"], headers["X-Served"], headers["X-Kept"], headers["Set-Cookie2"]));
    }

    [Fact]
    public async Task A304_ThatNamesOneValidator_KeepsTheOther()
    {
        var resource = await _rig.LiveAsync("{}", ("ETag", "\"1\""), ("Last-Modified", "Thu, 01 Feb 2024 00:00:00 GMT"), ("X-Kept", "k"));
        _rig.PassInterval();
        await _rig.AnswerAsync(resource, 1, poll => poll.Answer(304, "", ("ETag", "\"1\"")));

        Assert.Equal(new Core.Snapshots.Validators("\"1\"", "Thu, 01 Feb 2024 00:00:00 GMT"), resource.Stored!.Held);
        Assert.Equal("k", resource.Stored.Headers["X-Kept"]);
    }

    [Fact]
    public async Task A304ThroughACache_TellsItsOwnAge()
    {
        var resource = await _rig.LiveAsync("{}", ("ETag", "\"1\""), ("Cache-Control", "max-age=60"), ("Age", "7"));
        _rig.PassInterval();
        await _rig.AnswerAsync(resource, 1, poll => poll.Answer(304, "", ("Age", "40")));

        Assert.Equal(TimeSpan.FromSeconds(40), resource.Stored!.Freshness.AgeAt(_rig.Time.GetUtcNow()));
        Assert.Null(resource.Stored.Headers["Age"]);
    }

    [Fact]
    public async Task AnIgnoredChange_LeavesThePageAndItsHeadersAsTheyCameTogether()
    {
        using var rig = new ResourceRig(new() { Name = "live", Poll = new() { Interval = ResourceRig.Interval }, Ignore = ["/nonce"] });
        var resource = await rig.LiveAsync("{\"nonce\":\"A\"}", ("Content-Security-Policy", "script-src 'nonce-A'"), ("ETag", "\"a\""), ("Cache-Control", "max-age=3600"));
        rig.PassInterval();

        await rig.AnswerAsync(resource, 1, poll => poll.Ok("{\"nonce\":\"B\"}", ("Content-Security-Policy", "script-src 'nonce-B'"), ("ETag", "\"b\""), ("Cache-Control", "max-age=7")));

        Assert.True(resource.IsCurrent);
        Assert.Equal("max-age=7", resource.Stored!.Headers["Cache-Control"]);
        Assert.Equal(("{\"nonce\":\"A\"}", "script-src 'nonce-A'"), (Encoding.UTF8.GetString(resource.Stored.Snapshot.Body.Span), resource.Stored.Headers["Content-Security-Policy"]));
        // The next poll asks about what the site sent last.
        Assert.Equal("\"b\"", resource.Stored.Held.ETag);
    }
}
