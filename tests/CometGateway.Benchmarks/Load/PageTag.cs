using System.Net;

namespace CometGateway.Benchmarks.Load;

/// <summary>The tag of a page, for conditional requests.</summary>
internal static class PageTag
{
    /// <exception cref="InvalidOperationException">The tag is not answered 304 when it is sent back.</exception>
    public static async Task<string> OfAsync(int port, string path)
    {
        using var client = new HttpClient { BaseAddress = new($"http://127.0.0.1:{port}") };
        using var page = await client.GetAsync(new Uri(path, UriKind.Relative));
        var tag = page.Headers.ETag!.ToString();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.Add("If-None-Match", tag);
        using var answer = await client.SendAsync(request);
        return answer.StatusCode == HttpStatusCode.NotModified ? tag : throw new InvalidOperationException($"{path} with If-None-Match: {tag} is answered {answer.StatusCode}");
    }
}
