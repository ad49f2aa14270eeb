using CometGateway.TestKit.Sites;
using Microsoft.AspNetCore.Http;

namespace CometGateway.BrowserTests;

/// <summary>The browser itself against a plain event stream: what it does here is what the gateway may rely on.</summary>
[Collection(ChromiumCollection.Name)]
public sealed class ChromiumTests(ChromiumFixture fixture)
{
    private const string Page = """
        <!doctype html><title>events</title><ol></ol>
        <script>
          const source = new EventSource('/events');
          source.onmessage = event => {
            const line = document.createElement('li');
            line.textContent = event.lastEventId + ' ' + event.data;
            document.querySelector('ol').append(line);
          };
        </script>
        """;

    [Fact]
    public async Task EventSource_StreamThatEnds_ShowsItsEventsAndComesBackWithTheLastId()
    {
        await using var site = await ScriptedSite.StartAsync();
        site.On("/", Answers.Text("text/html", Page))
            .On("/events", Answers.Sequence(
                Answers.Text("text/event-stream", "retry: 50\n\nid: a\ndata: one\n\n"),
                Answers.Text("text/event-stream", "id: b\ndata: two\n\n"),
                Answers.Status(StatusCodes.Status204NoContent)));

        var page = await fixture.Browser.OpenAsync(site.Address);
        try
        {
            await page.WaitForFunctionAsync("document.querySelectorAll('li').length === 2");

            Assert.Equal(["a one", "b two"], await page.Locator("li").AllInnerTextsAsync());
            var second = await site.Requests.NthAsync(2, "/events");
            Assert.Equal(("a", "text/event-stream"), (second["Last-Event-ID"], second["Accept"]));
        }
        finally
        {
            await page.CloseAsync();
        }
    }

    [Fact]
    public async Task EventSource_AnsweredWith204_StopsForGood()
    {
        await using var site = await ScriptedSite.StartAsync();
        site.On("/", Answers.Text("text/html", Page)).On("/events", Answers.Status(StatusCodes.Status204NoContent));

        var page = await fixture.Browser.OpenAsync(site.Address);
        try
        {
            await page.WaitForFunctionAsync("source.readyState === EventSource.CLOSED");

            Assert.Equal(1, site.Requests.Count("/events"));
        }
        finally
        {
            await page.CloseAsync();
        }
    }
}
