using System.Text;
using CometGateway.Core.Http;
using CometGateway.Core.Snapshots;
using CometGateway.Resources;
using CometGateway.TestKit;

namespace CometGateway.Tests.Resources;

public sealed class CssSelectionTests
{
    private static readonly MediaType Html = new("text/html");

    [Theory]
    [InlineData("<p class=a>one<p>two<p class='b a'>three", "p.a", "<p class=\"a\">one</p>\n<p class=\"b a\">three</p>")]
    [InlineData("<main><b>1</b><div><b>2</b></div></main><b>3</b>", "main b, body > b", "<b>1</b>\n<b>2</b>\n<b>3</b>")]
    [InlineData("<div id=o>a<div id=i>b</div></div>", "div", "<div id=\"o\">a<div id=\"i\">b</div></div>\n<div id=\"i\">b</div>")]
    [InlineData("<table><tr><td>1<td>2<tr><td>3", "tr:last-child", "<tr><td>3</td></tr>")]
    [InlineData("<title>x</title>", "html", "<html><head><title>x</title></head><body></body></html>")]
    [InlineData("<ul><li>a\r\n<li>b</ul>", "li", "<li>a\n</li>\n<li>b</li>")]
    public void Of_EveryMatch_ComesInDocumentOrderAsItsOuterHtml(string html, string selector, string part) => Assert.Equal(part, Selected(html, selector));

    [Theory]
    [InlineData("<p>x", "h1")]
    [InlineData("", "p")]
    [InlineData("<template><p>x</p></template>", "p")]
    [InlineData("<!-- <p> -->", "p")]
    [InlineData("<script>document.write('<p>')</script>", "p")]
    [InlineData("<textarea><p></textarea>", "p")]
    public void Of_NoMatch_SaysSoByTheSelectorsName(string html, string selector) =>
        Assert.Equal($"nothing on the page matches Select '{selector}'", Select(html, selector).WhyNot);

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/plain")]
    [InlineData("application/rss+xml")]
    [InlineData("")]
    public void Of_WhatIsNotHtml_MatchesNothing(string type) => Assert.NotNull(Select("<p>x", "p", new(type)).WhyNot);

    [Fact]
    public void Of_Xhtml_IsReadAsHtml() => Assert.Equal("<p>x</p>", Selected("<p>x</p>", "p", new MediaType("application/xhtml+xml")));

    // The text is UTF-8 already, whatever the page says of the bytes it came in.
    [Fact]
    public void Of_APageThatNamesACharset_KeepsItsText() => Assert.Equal("<p>é€😀</p>", Selected("<meta charset=iso-8859-1><p>é€😀", "p"));

    [Theory]
    [InlineData("<iframe srcdoc='<p>x'></iframe>")]
    [InlineData("<base href='http://127.0.0.1:1/'><img src=a><script src=b></script><link rel=stylesheet href=c><object data=d></object>")]
    [InlineData("<meta http-equiv=refresh content='0;url=http://127.0.0.1:1/'>")]
    [InlineData("<script>while(true){}</script><svg onload='x()'><script>y()</script></svg>")]
    [InlineData("</p></br></html></body><p>x</html>y<!doctype html><frameset>")]
    [InlineData("<a b=\"c")]
    [InlineData("<plaintext =><p>")]
    [InlineData("<![CDATA[x]]><?php echo 1 ?><!x></><3><p =>")]
    [InlineData("<math><mi><p></math><svg><foreignObject><template><td>")]
    [InlineData("\0<p\0>&#0;&#xD800;&#x110000;&nosuch;\u000B")]
    [InlineData("<select><table><tr><option><select><input>")]
    public void Of_AnyPage_IsReadWithoutRunningOrLoadingAnything(string html) =>
        Assert.StartsWith("<html>", Selected(html, "html"), StringComparison.Ordinal);

    [Theory]
    [InlineData("<div>")]
    [InlineData("<b>")]
    [InlineData("<table><tr><td>")]
    [InlineData("<svg><g>")]
    [InlineData("<span><template>")]
    [InlineData("<ul><li>")]
    [InlineData("<button><p>")]
    public async Task Of_AHundredThousandNestedElements_IsOverSoon(string open)
    {
        var html = new StringBuilder().Insert(0, open, 100_000).Append('x').ToString();

        var part = await Task.Run(() => Select(html, "body")).WaitAsync(Patience.Start);

        // A stack overflow would have ended the process. Refused is right, and so is a page whose levels the parser closes by itself.
        if (part.WhyNot is not null) Assert.Equal($"the site's page nests more than {HtmlRoof.MostNested} elements", part.WhyNot);
    }

    [Fact]
    public void Of_ElementsThatHtmlMultiplies_IsRefused()
    {
        // A hundred and twenty open formatting elements are made anew for every x: 120,000 characters would be more than a million elements.
        var formatting = string.Concat(Enumerable.Range(0, 120).Select(i => $"<b id={i}>"));
        var again = new StringBuilder().Insert(0, "<div>", 20).Insert(100, "x</div>", 20).ToString();
        var html = $"<div>{formatting}</div>{new StringBuilder().Insert(0, again, 500)}";

        Assert.Equal("the site's page has far more elements than it has text for", Select(html, "body").WhyNot);
    }

    [Fact]
    public async Task Of_ManyElementsSideBySide_IsQuick()
    {
        // So many that to look at the others for each of them would take minutes.
        var html = new StringBuilder("<body>").Insert(6, "<p>x</p>", 400_000).Append("</body>").ToString();

        Assert.Equal(html, await Task.Run(() => Selected(html, "body")).WaitAsync(Patience.Start));
    }

    [Theory]
    [InlineData("li:nth-child(2)", 30_000)]
    [InlineData("h1 ~ li.z", 30_000)]
    [InlineData("h1 + li", 30_000)]
    [InlineData("h1~li~li", 300)]
    [InlineData("[a='~'] > li:not(:nth-of-type(2n))", 5_001)]
    public void Of_ASelectorOfSiblingsOnAPageOfVeryMany_IsRefused(string selector, int count) =>
        Assert.Equal($"the site's page has too many elements side by side for Select '{selector}'", Select(ListOf(count), selector).WhyNot);

    [Theory]
    [InlineData("li:nth-child(2)", 4999)]
    [InlineData("h1 + li, #i, h1 ~ li#i", 4000)]
    [InlineData("h1 ~ li ~ li, #i", 200)]
    [InlineData("ul > li#i", 100_000)]
    [InlineData("li[title~='a:b']", 100_000)]
    [InlineData("li[title|=a\\:b], [title^=\"x]+~:\"], #i", 100_000)]
    [InlineData(".md\\:i", 100_000)]
    public void Of_ASelectorOfFewSiblingsOrOfNone_IsFound(string selector, int count) =>
        Assert.Equal("<li id=\"i\" class=\"md:i\" title=\"a:b\">x</li>", Selected(ListOf(count), selector));

    // Many in all, and few in each place.
    [Fact]
    public void Of_ASelectorOfSiblingsOnALongPage_IsFound() =>
        Assert.StartsWith("<b>2</b>\n<b>2</b>", Selected(new StringBuilder().Insert(0, "<p><b>1</b><b>2</b></p>", 4000).ToString(), "b:nth-child(2)"), StringComparison.Ordinal);

    [Theory]
    [InlineData(7, false)]
    [InlineData(8, true)]
    public void Of_APartOverTheCap_IsRefused(int maxBytes, bool fits) => Assert.Equal(
        fits ? null : "what Select 'p' matches is larger than MaxBodyBytes (7)", new CssSelection("p").Of("<p>x"u8.ToArray(), Html, maxBytes).WhyNot);

    [Fact]
    public void Of_MatchesWithinOneAnother_EndAtTheCap()
    {
        // 120 nested matches of 100,000 characters each.
        var html = new StringBuilder().Insert(0, "<div>", 120).Append('x', 100_000).ToString();

        Assert.Contains("MaxBodyBytes", new CssSelection("div").Of(Encoding.UTF8.GetBytes(html), Html, 1 << 20).WhyNot!, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_OneSelectionFromManyThreads_FindsTheSame()
    {
        var selection = new CssSelection("main > p:nth-child(2n)");
        var page = Encoding.UTF8.GetBytes("<main><p>1<p>2<p>3<p>4</main>");

        Parallel.For(0, 200, _ => Assert.Equal("<p>2</p>\n<p>4</p>", Encoding.UTF8.GetString(selection.Of(page, Html, 1000).Text.Span)));
    }

    [Fact]
    public void Of_RandomTagSoup_NeverFailsToBeRead()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var round = 0; round < 3000; round++)
        {
            var html = TagSoup.Of(random, random.Next(40));
            var part = Select(html, "html");
            Assert.True(part.WhyNot is null, $"seed {seed}, round {round}: {part.WhyNot} in {html}");
        }
    }

    [Fact]
    public void Constructor_OfNoSelector_Throws() => Assert.Throws<FormatException>(() => new CssSelection("div >"));

    private static string ListOf(int count) =>
        new StringBuilder("<ul><li>0<li id=i class=md:i title=a:b>x</li>").Insert(45, "<li>", count - 2).Append("</ul>").ToString();

    private static SelectedPart Select(string html, string selector, MediaType? type = null) =>
        new CssSelection(selector).Of(Encoding.UTF8.GetBytes(html), type ?? Html, 16 << 20);

    private static string Selected(string html, string selector, MediaType? type = null)
    {
        var part = Select(html, selector, type);
        Assert.Null(part.WhyNot);
        return Encoding.UTF8.GetString(part.Text.Span);
    }
}
