using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace CometGateway.Demo.Pages;

/// <summary>Fills the site's HTML files: `{{name}}` is a text to escape, `{{!name}}` is HTML that was made here.</summary>
internal static class Page
{
    private static readonly ConcurrentDictionary<string, string> _files = new(StringComparer.Ordinal);

    public static string Render(string file, string title, params ReadOnlySpan<(string Token, string Value)> values) =>
        Fill("layout.html", ("title", title), ("!style", File("site.css")), ("!content", Fill(file, values)));

    public static string Escape(string text) => WebUtility.HtmlEncode(text);

    // One pass from left to right, so that a value which looks like a token is not filled in turn.
    private static string Fill(string file, params ReadOnlySpan<(string Token, string Value)> values)
    {
        var rest = File(file).AsSpan();
        var filled = new StringBuilder(rest.Length);
        for (var open = rest.IndexOf("{{"); open >= 0; open = rest.IndexOf("{{"))
        {
            var close = rest.IndexOf("}}");
            var token = rest[(open + 2)..close];
            filled.Append(rest[..open]).Append(Value(file, token, values));
            rest = rest[(close + 2)..];
        }

        return filled.Append(rest).ToString();
    }

    private static string Value(string file, ReadOnlySpan<char> token, ReadOnlySpan<(string Token, string Value)> values)
    {
        foreach (var (name, value) in values)
        {
            if (token.SequenceEqual(name))
                return token.StartsWith('!') ? value : Escape(value);
        }

        throw new InvalidOperationException($"{file} asks for '{token}', which was not given.");
    }

    private static string File(string name) => _files.GetOrAdd(name, static file =>
    {
        using var stream = typeof(Page).Assembly.GetManifestResourceStream(file)
            ?? throw new InvalidOperationException($"The page {file} is not built into the site.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    });
}
