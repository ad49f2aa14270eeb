using System.Text;

namespace CometGateway.Core.Tests.Deltas;

/// <summary>A random feed with whatever feeds hold, well-formed and in plain XML; and edits of it that leave it so or break it anywhere. The same for the same seed.</summary>
internal sealed class RandomFeed(Random random)
{
    private static readonly string[] _uris = ["http://purl.org/dc/elements/1.1/", "http://search.yahoo.com/mrss/", "http://www.w3.org/2005/Atom", "u", "ä 'x'"];
    private static readonly string[] _prefixes = ["dc", "media", "a", "x-1", "_"];
    private static readonly string[] _names = ["title", "guid", "id", "link", "item", "entry", "channel", "b", "a.b-c", "_"];
    private static readonly string[] _attributes = ["href", "rel", "a", "b", "isPermaLink"];
    private static readonly string[] _spaces = [" ", "\n", "\r\n", "\t", " \r ", "\n\n  "];

    private static readonly string[] _texts =
    [
        "a", "two words", "ä", "日本", "😀", "\u00A0", "\u0085", "\u2028", "\uFFFD", "\u007F", "&amp;", "&lt;p&gt;", "&quot;", "&apos;", "&#65;",
        "&#x1F600;", "&#13;", "&#xA;", "&#9;", "&#32;", "&#0065;", "]", "]]", ">", "=", "\\", " ", "\n", "\r\n", "\r", "\t",
        "http://site/?a=1&amp;b=2", "--", "/", "%",
    ];

    private static readonly string[] _snippets =
    [
        "]]>", "--", "-->", "<!--", "<![CDATA[", "<!", "<?", "?>", "<", ">", "&", ";", "&#0;", "&#xD800;", "&#x110000;", "&#xFFFE;", "&nbsp;",
        "&#;", "&#x;", "&#65", "'", "\"", "=", "/", ":", "\0", "\x01", "\uFFFE", "\uFFFF", "\u00A0", " a='1' a='1'", " xmlns:q='u' q:a='1'",
        " p:a=''", " xmlns=''", " xmlns:dc=''", " xml:lang='en'", " xml:space='x'", " xmlns:xml='u'", " xmlns:x='http://www.w3.org/2000/xmlns/'",
        "<a>", "</a>", "<a/>", "<p:a/>", "<item/>", "<?xml version='1.0'?>", "<?p i?>", "<!DOCTYPE rss>", "<é/>", "\r", "\r\n", "</", "/>", "<1/>",
        "<a:b:c/>", "<:a/>", "<a:/>", " -", "xml", "<xml:a/>", "<xmlns:a/>",
    ];

    // What is declared where it is written, and what has been.
    private readonly Stack<string[]> _declared = new();
    private readonly StringBuilder _text = new();

    public static byte[] Of(Random random) => Encoding.UTF8.GetBytes(new RandomFeed(random).Written());

    /// <summary>The same with a few bytes changed, cut out, doubled or put in.</summary>
    public static byte[] Broken(byte[] feed, Random random)
    {
        var broken = feed.ToList();
        for (var edits = random.Next(1, 4); edits > 0; edits--)
        {
            var at = random.Next(broken.Count);
            var length = Math.Min(broken.Count - at, random.Next(1, 12));
            switch (random.Next(6))
            {
                case 0: broken[at] = (byte)random.Next(256); break;
                case 1: broken[at] = broken[random.Next(broken.Count)]; break;
                case 2: broken.RemoveRange(at, Math.Min(length, broken.Count - 1)); break;
                case 3: broken.InsertRange(random.Next(broken.Count), broken.GetRange(at, length)); break;
                default: broken.InsertRange(at, Encoding.UTF8.GetBytes(One(_snippets, random))); break;
            }
        }

        return [.. broken];
    }

    private string Written()
    {
        _declared.Push([]);
        if (random.Next(3) == 0) _text.Append('\n');
        _text.Append(One(["", "", "<?xml version=\"1.0\"?>", "<?xml version='1.0' encoding='iso-8859-1' standalone='yes' ?>", "<?xml  version = \"1.0\"\r\nencoding=\"UTF-8\"?>\r\n"]));
        if (random.Next(4) == 0) _text.Append("<?xml-stylesheet type=\"text/xsl\" href='a.xsl'?>\n<!-- by hand -->");
        var (root, entry) = One([("rss", "item"), ("rss", "item"), ("feed", "entry"), ("RDF", "item")]);
        var isRdf = root.Equals("RDF", StringComparison.Ordinal);
        string[] root1 = isRdf ? ["xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'"] : [];
        Element(isRdf ? "rdf:RDF" : root, () =>
        {
            if (random.Next(4) > 0) Element("channel", () => Entries(entry));
            if (random.Next(3) == 0) Entries(entry);
        }, root1);
        if (random.Next(4) == 0) _text.Append("\n<!-- made\r\nby hand --> ");
        return _text.ToString();
    }

    private void Entries(string name)
    {
        for (var count = random.Next(5); count > 0; count--)
        {
            Content(2);
            var (id, link) = (random.Next(6), random.Next(8));
            Element(random.Next(12) == 0 ? Prefixed(name) : name, () =>
            {
                Content(1);
                if (random.Next(5) > 0) Element(One(["guid", "id"]), () => Key(id));
                if (random.Next(2) == 0) Element("link", () => Key(link));
                Content(3);
            });
        }
    }

    private void Key(int id)
    {
        if (random.Next(6) == 0) Content(4);
        else _text.Append(One(["", " ", "\u00A0", "<!-- c --> <!-- d -->"])).Append(One(["urn:", "<![CDATA[ & ]]>", "&amp;", "ä\\\""])).Append(id).Append(One(["", "\r\n", "&#32;", "<b/>"]));
    }

    private void Content(int depth)
    {
        for (var count = random.Next(4); count > 0; count--)
        {
            switch (random.Next(depth > 0 ? 6 : 4))
            {
                case 0: _text.Append(One(_spaces)); break;
                case 1: _text.Append(Safe($"<![CDATA[{Text()}<p a='1'>&nbsp;{One(_texts)}", "]]>", "]>")).Append("]]>"); break;
                case 2: _text.Append("<!--").Append(Safe(Text(), "--", "-")).Append(One(_names)).Append("-->"); break;
                case 3: _text.Append(Safe(Text(), "]]>", "]>")); break;
                default: Element(Prefixed(One(_names)), () => Content(depth - 1)); break;
            }
        }
    }

    private void Element(string name, Action content, params string[] given)
    {
        var isDeclaring = random.Next(4) == 0 || _declared.Count < 3;
        string[] declared = [.. given, .. _prefixes.Where(_ => isDeclaring && random.Next(3) == 0).Select(prefix => $"xmlns:{prefix}={Quoted(One(_uris))}")];
        if (random.Next(12) == 0) declared = [.. declared, $"xmlns={Quoted(One([.. _uris, ""]))}"];
        var prefixes = declared.Where(one => one.StartsWith("xmlns:", StringComparison.Ordinal)).Select(one => one[6..one.IndexOf('=')]);
        _declared.Push([.. _declared.Peek(), .. prefixes]);
        name = Declared(name);
        var others = _attributes.Where(_ => random.Next(6) == 0).Select(attribute => $"{Declared(Prefixed(attribute))}={Value()}");
        string[] attributes = [.. declared, .. others, .. random.Next(20) == 0 ? ["xml:lang='en'"] : Array.Empty<string>()];
        _text.Append('<').Append(name);
        foreach (var attribute in attributes.OrderBy(_ => random.Next())) _text.Append(One(_spaces)).Append(attribute);
        if (random.Next(8) == 0) _text.Append(One(_spaces));
        if (random.Next(10) == 0 && _declared.Count > 2)
        {
            _text.Append("/>");
        }
        else
        {
            _text.Append('>');
            content();
            _text.Append("</").Append(name).Append(One(["", "", "", " ", "\n"])).Append('>');
        }

        _declared.Pop();
    }

    private string Prefixed(string name) => random.Next(3) == 0 ? $"{One(_prefixes)}:{name}" : name;

    // A prefix that is not declared would be no feed at all.
    private string Declared(string name) => name.IndexOf(':') is > 0 and var colon && !_declared.Peek().Contains(name[..colon]) ? name[(colon + 1)..] : name;

    private string Value() => random.Next(4) == 0 ? One(["'alternate'", "\"self\"", "'a\"b'", "\"it's\"", "' = '", "\"alter&#110;ate\""]) : Quoted(Text().Replace("\"", "", StringComparison.Ordinal));

    private string Quoted(string text) => random.Next(2) == 0 || text.Contains('\'', StringComparison.Ordinal) ? $"\"{text}\"" : $"'{text}'";

    private string Text()
    {
        var text = string.Concat(Enumerable.Range(0, random.Next(5)).Select(_ => One(_texts)));
        // Longer than the buffers of a reader.
        return random.Next(200) == 0 ? string.Concat(Enumerable.Repeat(text, random.Next(2_000))) : text;
    }

    private static string Safe(string text, string not, string but)
    {
        while (text.Contains(not, StringComparison.Ordinal)) text = text.Replace(not, but, StringComparison.Ordinal);
        return text;
    }

    private T One<T>(T[] of) => One(of, random);

    private static T One<T>(T[] of, Random random) => of[random.Next(of.Length)];
}
