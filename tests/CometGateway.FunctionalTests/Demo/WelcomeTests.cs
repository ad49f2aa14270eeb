using System.Net;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using System.Text;

namespace CometGateway.FunctionalTests.Demo;

public sealed class WelcomeTests
{
    [Fact]
    public async Task Page_BesideTheLibrarysOwn_WinsAndIsSelfContained()
    {
        await using var host = await WelcomeHost.StartAsync();

        using var answer = await host.Browser.GetAsync("/_comet/");
        var html = await answer.Content.ReadAsStringAsync();
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();

        Assert.StartsWith("<!DOCTYPE html>", html, StringComparison.Ordinal);
        Assert.Contains($"data-site=\"{host.Site.DirectAddress}\"", html, StringComparison.Ordinal);
        Assert.DoesNotMatch("(?:src|href)=\"https?:", html);
        Assert.DoesNotMatch("\\son[a-z]+=\"|\\sstyle=\"", html);
        foreach (var tag in (string[])["style", "script"])
        {
            var text = Regex.Match(html, $"<{tag}>(?<text>.*)</{tag}>", RegexOptions.Singleline).Groups["text"].Value;
            Assert.Contains($"{tag}-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'", policy, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Page_ItsScript_FollowsFourPagesAtMost()
    {
        await using var host = await WelcomeHost.StartAsync();

        var html = await host.Browser.GetStringAsync("/_comet/");

        // One place makes them, each pair of cards holds one, and a new one closes the old.
        Assert.Single(Regex.Matches(html, "= comet.subscribe\\("));
        Assert.Equal(4, Regex.Count(html, "class=\"pair\""));
        Assert.Contains("subscriptions.get(pair)?.close();", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("51")]
    [InlineData("-1")]
    [InlineData("many")]
    [InlineData("")]
    public async Task Crowd_OutOfBounds_IsRefusedWithWhatIsAllowed(string visitors)
    {
        await using var host = await WelcomeHost.StartAsync();

        using var answer = await host.Browser.PostAsync($"/_comet/demo/crowd?visitors={visitors}", null);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("from 0 to 50", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Crowd_WhileSomebodyLooks_StreamsAndPollsAndThenLeaves()
    {
        await using var host = await WelcomeHost.StartAsync();
        using var sized = await host.Browser.PostAsync("/_comet/demo/crowd?visitors=3", null);
        Assert.Equal(HttpStatusCode.NoContent, sized.StatusCode);
        Assert.False(host.Came.Reader.TryPeek(out _));

        var figures = await host.FiguresAsync();
        Assert.Equal(3, figures.GetProperty("visitors").GetInt32());
        for (var i = 0; i < 3; i++)
            Assert.Equal("", await host.Came.Reader.ReadAsync());

        host.Time.Advance(TimeSpan.FromSeconds(15));
        for (var i = 0; i < 3; i++)
            await host.Left.Reader.ReadAsync();
        Assert.Equal(0, host.Site.Requests.BackDoor.All.Total);
    }

    [Fact]
    public async Task Crowd_MadeSmaller_SendsVisitorsAway()
    {
        await using var host = await WelcomeHost.StartAsync();
        using var two = await host.Browser.PostAsync("/_comet/demo/crowd?visitors=2", null);
        await host.FiguresAsync();
        await host.Came.Reader.ReadAsync();
        await host.Came.Reader.ReadAsync();

        using var none = await host.Browser.PostAsync("/_comet/demo/crowd?visitors=0", null);

        await host.Left.Reader.ReadAsync();
        await host.Left.Reader.ReadAsync();
        Assert.Equal(0, (await host.FiguresAsync()).GetProperty("visitors").GetInt32());
    }

    [Fact]
    public async Task StreamingVisitor_OfAChangeAndAGap_MeasuresDelayAndWhatItMissed()
    {
        await using var host = await WelcomeHost.StartAsync();
        var now = host.Time.GetUtcNow().ToUnixTimeMilliseconds();
        using var one = await host.Browser.PostAsync("/_comet/demo/crowd?visitors=1", null);
        await host.FiguresAsync();
        await host.Came.Reader.ReadAsync();

        // The first sight counts for nothing; the second comes 40 ms late and skips two.
        await host.Streams.Writer.WriteAsync(
            $"id: a\ndata: {{\"revision\":1,\"changedAt\":{now - 9000}}}\n\n"
            + "event: status\ndata: {\"state\":\"live\"}\n\n"
            + $"id: b\ndata: {{\"revision\":4,\"changedAt\":{now - 40}}}\n\n");
        // Three clocks run: who looks, when the polling visitor begins, and when the streaming one comes again.
        await host.Time.TimersPendingAsync(3);
        host.Time.Advance(TimeSpan.FromSeconds(4));

        Assert.Equal("b", await host.Came.Reader.ReadAsync());
        var seen = (await host.FiguresAsync()).GetProperty("streaming");
        Assert.Equal(1, seen.GetProperty("count").GetInt32());
        Assert.Equal(40, seen.GetProperty("meanMs").GetDouble());
        Assert.Equal(2, seen.GetProperty("missed").GetInt64());
    }
}
