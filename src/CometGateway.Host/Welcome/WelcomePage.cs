using System.Security.Cryptography;
using System.Text;

namespace CometGateway.Host.Welcome;

/// <summary>The page in one piece, with a policy under which only its own script and style and the browser client run.</summary>
internal sealed class WelcomePage
{
    private readonly byte[] _html;
    private readonly string _policy;

    /// <param name="site">Where browsers reach the demo site directly; the page frames its pages from there.</param>
    public WelcomePage(Uri site)
    {
        var (style, script) = (Resource("welcome.css"), Resource("welcome.js"));
        _html = Encoding.UTF8.GetBytes(Resource("welcome.html")
            .Replace("/*style*/", style, StringComparison.Ordinal)
            .Replace("/*script*/", script, StringComparison.Ordinal)
            .Replace("{site}", site.AbsoluteUri, StringComparison.Ordinal));
        _policy = $"default-src 'none'; style-src '{Hash(style)}'; script-src '{Hash(script)}' 'self'; worker-src 'self'; connect-src 'self'; img-src data:; "
            + $"frame-src {site.GetLeftPart(UriPartial.Authority)}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }

    public async Task WriteAsync(HttpContext context)
    {
        var response = context.Response;
        response.ContentType = "text/html; charset=utf-8";
        response.ContentLength = _html.Length;
        response.Headers.ContentSecurityPolicy = _policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.CacheControl = "no-cache";
        response.Headers["Referrer-Policy"] = "no-referrer";
        await response.Body.WriteAsync(_html, context.RequestAborted);
    }

    private static string Hash(string text) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";

    private static string Resource(string name)
    {
        using var stream = typeof(WelcomePage).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not built into the program.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
