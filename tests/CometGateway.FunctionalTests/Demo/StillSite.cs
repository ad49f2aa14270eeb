using System.Net.Http.Headers;
using CometGateway.Demo;
using CometGateway.TestKit;

namespace CometGateway.FunctionalTests.Demo;

/// <summary>The demo site on a clock set by hand, on which nothing changes unless the test says so.</summary>
internal sealed class StillSite : IAsyncDisposable
{
    private StillSite(DemoSite site, ManualTimeProvider time, Uri door)
    {
        (Site, Time) = (site, time);
        Browser = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = door };
    }

    public DemoSite Site { get; }

    public ManualTimeProvider Time { get; }

    /// <summary>Comes in by the front door; follows no redirects and keeps no cookies.</summary>
    public HttpClient Browser { get; }

    public static async Task<StillSite> StartAsync()
    {
        var time = new ManualTimeProvider(new(2026, 3, 2, 9, 0, 0, 250, TimeSpan.Zero));
        var site = await DemoSite.StartAsync(time, random: null, CancellationToken.None);
        return new(site, time, site.DirectAddress);
    }

    public Task<HttpResponseMessage> GetAsync(string path, string? cookie = null, EntityTagHeaderValue? held = null, DateTimeOffset? since = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (cookie is not null)
            request.Headers.Add("Cookie", cookie);
        if (held is not null)
            request.Headers.IfNoneMatch.Add(held);
        request.Headers.IfModifiedSince = since;
        return Browser.SendAsync(request);
    }

    public Task<HttpResponseMessage> PostAsync(string path, params (string Name, string Value)[] fields) =>
        Browser.PostAsync(path, new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))));

    public async Task<string> LogInAsync(string name)
    {
        using var answer = await PostAsync("/login", ("name", name), ("password", ""));
        return answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
    }

    public async ValueTask DisposeAsync()
    {
        Browser.Dispose();
        await Site.DisposeAsync();
    }
}
