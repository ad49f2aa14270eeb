namespace CometGateway.Tests.Resources;

/// <summary>Pages that no editor would write: known tags, opened and closed in any order, with what else HTML may hold in between.</summary>
internal static class TagSoup
{
    private static readonly string[] Names =
    [
        "a", "b", "i", "p", "div", "span", "table", "tbody", "tr", "td", "caption", "colgroup", "col", "ul", "li", "dl", "dt", "select", "option", "optgroup",
        "form", "input", "button", "template", "svg", "g", "foreignObject", "math", "mi", "mtext", "annotation-xml", "script", "style", "textarea", "title",
        "noscript", "iframe", "frameset", "frame", "head", "body", "html", "h1", "pre", "ruby", "rt", "br", "hr", "img", "nobr", "font",
        "applet", "object", "marquee", "x-own", "details", "video", "base", "meta", "link", "xmp", "noembed", "dialog", "menu", "isindex", "image", "svg:a",
    ];

    private static readonly string[] Others = ["x", " ", "\n", "&amp;", "&lt", "&nbsp;", "é", "<!-- c -->", "<!doctype html>", "<?pi d?>", "<![CDATA[d]]>", "<!", "</", "<", "\0", "<!--", "]]>", "--!>"];

    private static readonly string[] Attributes = ["", "", "", " id=x", " class='a b'", " href=\"/y?z=1&amp;w\"", " /", " xlink:href=q", " xml:lang=en", " xmlns=s", " xmlns:xlink=l", " type=hidden", " encoding=text/html", " id=y id=z", " \"", " on<=1"];

    public static string Of(Random random, int length) => string.Concat(Enumerable.Range(0, length).Select(_ => random.Next(5) switch
    {
        0 => $"</{Pick(random, Names)}>",
        1 => Pick(random, Others),
        _ => $"<{Pick(random, Names)}{Pick(random, Attributes)}>",
    }));

    private static string Pick(Random random, string[] from) => from[random.Next(from.Length)];
}
