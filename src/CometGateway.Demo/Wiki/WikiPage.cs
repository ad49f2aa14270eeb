using System.Text;
using CometGateway.Demo.Http;

namespace CometGateway.Demo.Wiki;

/// <summary>One state of one page: its source and the fragment that the page's script fetches.</summary>
internal sealed record WikiPage(string Source, Modified Modified, Representation Fragment)
{
    public static WikiPage Write(string source, string author, DateTimeOffset now, WikiPage? before)
    {
        var modified = before?.Modified.Again(now) ?? Modified.At(now);
        var html = Encoding.UTF8.GetBytes(WikiMarkup.ToHtml(source, author, now));
        return new(source, modified, new(html, Representation.Html, LastModified: modified.Date, CannotTell: modified.Shared));
    }
}
