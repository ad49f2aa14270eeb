using System.Net;
using System.Text.Json;

namespace CometGateway.FunctionalTests.Demo;

public sealed class DemoWritingTests
{
    private const string Attack = "</textarea><script>alert('x')</script>";

    [Fact]
    public async Task Wiki_TextWithMarkup_IsEscapedEverywhere()
    {
        await using var still = await StillSite.StartAsync();

        using var saved = await still.PostAsync("/wiki/Lunch", ("text", $"== {Attack} ==\n* {Attack}\n'''{Attack}'''"), ("author", Attack));

        Assert.Equal(HttpStatusCode.SeeOther, saved.StatusCode);
        Assert.Equal("/wiki/Lunch", saved.Headers.Location!.OriginalString);
        foreach (var path in (string[])["/wiki/Lunch", "/wiki/Lunch/body", "/wiki/Lunch/edit"])
        {
            var html = await still.Browser.GetStringAsync(path);
            Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
            Assert.Contains("&lt;script&gt;alert(&#39;x&#39;)", html, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("== Head ==", "<h2>Head</h2>")]
    [InlineData("* '''a''' & b", "<ul>\n<li><b>a</b> &amp; b</li>\n</ul>")]
    [InlineData("open ''' end", "<p>open &#39;&#39;&#39; end</p>")]
    public async Task Wiki_ItsMarks_BecomeHtml(string source, string html)
    {
        await using var still = await StillSite.StartAsync();

        using var saved = await still.PostAsync("/wiki/Marks", ("text", source), ("author", "Eve"));

        Assert.StartsWith(html, await still.Browser.GetStringAsync("/wiki/Marks/body"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Account_NameWithMarkup_IsEscaped()
    {
        await using var still = await StillSite.StartAsync();
        var cookie = await still.LogInAsync("<b>x</b>");

        using var page = await still.GetAsync("/account", cookie);

        Assert.Contains("Hello <b>&lt;b&gt;x&lt;/b&gt;</b>", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/wiki/%3Cscript%3E")]
    [InlineData("/wiki/a.b/body")]
    [InlineData("/nowhere")]
    public async Task Get_UnknownOrImpossibleName_Is404AndDoesNotRepeatIt(string path)
    {
        await using var still = await StillSite.StartAsync();

        using var answer = await still.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.DoesNotContain("<script>", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chat_SaidByFormAndByScript_ShowsBoth()
    {
        await using var still = await StillSite.StartAsync();

        using var byForm = await still.PostAsync("/chat/say", ("name", "Eve"), ("text", "by form"));
        using var script = new HttpRequestMessage(HttpMethod.Post, "/chat/say")
        {
            Headers = { { "X-Requested-With", "XMLHttpRequest" } },
            Content = new FormUrlEncodedContent([KeyValuePair.Create("text", "by script")]),
        };
        using var byScript = await still.Browser.SendAsync(script);
        using var empty = await still.PostAsync("/chat/say", ("name", "Eve"), ("text", "  "));

        Assert.Equal(HttpStatusCode.SeeOther, byForm.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, byScript.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, empty.StatusCode);
        using var messages = JsonDocument.Parse(await still.Browser.GetStringAsync("/chat/messages"));
        Assert.Equal(
            ["1 Reception", "2 Eve", "3 Guest"],
            messages.RootElement.EnumerateArray().Select(line => $"{line.GetProperty("id")} {line.GetProperty("name")}"),
            StringComparer.Ordinal);
    }

    [Fact]
    public async Task Chat_AfterManyMessages_KeepsTheLastFifty()
    {
        await using var still = await StillSite.StartAsync();

        for (var i = 0; i < 120; i++)
            still.Site.Parts.Chat.Say("Eve", new string('x', 10));

        using var messages = JsonDocument.Parse(await still.Browser.GetStringAsync("/chat/messages"));
        Assert.Equal(50, messages.RootElement.GetArrayLength());
        Assert.Equal(121, messages.RootElement[49].GetProperty("id").GetInt64());
    }

    [Fact]
    public async Task Wiki_FullOrTooLong_StaysWithinItsBounds()
    {
        await using var still = await StillSite.StartAsync();
        using var longText = await still.PostAsync("/wiki/Lunch", ("text", new string('x', 9_000)), ("author", "Eve"));
        var kept = (await still.Browser.GetStringAsync("/wiki/Lunch/body")).Count(letter => letter == 'x');
        var answers = new List<HttpStatusCode>();

        for (var i = 0; i < 60; i++)
        {
            using var answer = await still.PostAsync($"/wiki/Page{i}", ("text", "x"));
            answers.Add(answer.StatusCode);
        }

        using var old = await still.PostAsync("/wiki/Lunch", ("text", "still possible"));
        Assert.Equal(8_000, kept);
        Assert.Equal(47, answers.Count(status => status == HttpStatusCode.SeeOther));
        Assert.Equal(13, answers.Count(status => status == HttpStatusCode.BadRequest));
        Assert.Equal(HttpStatusCode.SeeOther, old.StatusCode);
    }
}
