using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using CometGateway.Resources;

namespace CometGateway.Tests.Resources;

public sealed class OuterHtmlTests
{
    [Theory]
    [InlineData("<p title='&quot;&amp;&lt;&gt;&nbsp;'>&quot;&amp;&lt;&gt;&nbsp;</p>", "<p title=\"&quot;&amp;&lt;&gt;&nbsp;\">\"&amp;&lt;&gt;&nbsp;</p>")]
    [InlineData("<p><br><img src=a><input disabled>", "<p><br><img src=\"a\"><input disabled=\"\"></p>")]
    [InlineData("<script>a && b < c</script>", "<script>a && b < c</script>")]
    [InlineData("<style>a > b{}</style>", "<style>a > b{}</style>")]
    [InlineData("<textarea>\n a<b>&amp;</textarea>", "<textarea> a&lt;b&gt;&amp;</textarea>")]
    [InlineData("<pre>\n\na</pre>", "<pre>\n\na</pre>")]
    [InlineData("<plaintext>a<b>", "<plaintext>a<b></plaintext>")]
    [InlineData("<body><noscript><p>a</p></noscript>", "<noscript><p>a</p></noscript>")]
    [InlineData("<p><!-- a -- b -->", "<!-- a -- b -->")]
    [InlineData("<template><tr><td>x</td></tr></template>", "<template><tr><td>x</td></tr></template>")]
    [InlineData("<svg viewbox='0 0 1 1'><lineargradient/><a xlink:href=q><title>x</title></a></svg>", "<svg viewBox=\"0 0 1 1\"><linearGradient></linearGradient><a xlink:href=\"q\"><title>x</title></a></svg>")]
    [InlineData("<svg><style>a &gt; b</style></svg>", "<svg><style>a &gt; b</style></svg>")]
    public void TryWrite_AnElement_IsWhatABrowsersOuterHtmlIs(string html, string written) => Assert.Contains(written, Written(Root(html)), StringComparison.Ordinal);

    [Fact]
    public void TryWrite_RandomTagSoup_IsWhatTheParsersOwnWriterMakes()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var round = 0; round < 3000; round++)
        {
            var html = TagSoup.Of(random, random.Next(30));
            // There the parser makes elements that do not know what they are, and writes them so.
            if (html.Contains("<select", StringComparison.Ordinal)) continue;
            var root = Root(html);
            Assert.True(string.Equals(root.OuterHtml, Written(root), StringComparison.Ordinal), $"seed {seed}, round {round}: {html}\n{root.OuterHtml}\n{Written(root)}");
        }
    }

    [Theory]
    [InlineData(39, false)]
    [InlineData(40, true)]
    public void TryWrite_MoreThanItsRoof_IsFalse(int maxLength, bool fits)
    {
        Assert.Equal(40, "<html><head></head><body>x</body></html>".Length);
        Assert.Equal(fits, OuterHtml.TryWrite(Root("x"), new StringBuilder(), maxLength));
    }

    private static IElement Root(string html) => new HtmlParser().ParseDocument(html).DocumentElement;

    private static string Written(IElement element)
    {
        var output = new StringBuilder();
        Assert.True(OuterHtml.TryWrite(element, output, int.MaxValue));
        return output.ToString();
    }
}
