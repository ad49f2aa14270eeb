using CometGateway.Benchmarks.Load;
using CometGateway.Benchmarks.Processes;

namespace CometGateway.Benchmarks.Proxying;

/// <summary>One proxy, from its start to its end, with every kind of request.</summary>
internal static class ProxyRun
{
    public static async Task MeasureAsync(ProxyPeer peer, BenchmarkOptions options, Func<ProxyCase, ProxyFigures> figures)
    {
        await using var server = await peer.StartAsync();
        foreach (var one in ProxyCase.All)
        {
            string[] headers = one.IsConditional ? [$"If-None-Match: {await TagAsync(server.Port, one.Path)}"] : [];
            await Wrk.RunAsync(server.Port, one.Path, TimeSpan.FromSeconds(options.Choose(5, 2)), headers: headers);
            await server.Site.ResetAsync();
            var processes = server.Processes;
            var before = CpuTime.Of(processes);
            var seen = await Wrk.RunAsync(server.Port, one.Path, TimeSpan.FromSeconds(options.Choose(6, 2)), headers: headers);
            var cpu = CpuTime.Of(processes) - before;
            var site = await server.Site.StatsAsync();
            var of = figures(one);
            of.CpuPerRequest.Add(cpu.Per(seen.Requests));
            of.PerSecond.Add(seen.PerSecond);
            of.P50.Add(seen.P50);
            of.P99.Add(seen.P99);
            of.SiteShare.Add(site.Requests / seen.Requests);
        }
    }

    /// <summary>The page's tag, which is answered 304 when it is sent back.</summary>
    private static async Task<string> TagAsync(int port, string path)
    {
        using var client = new HttpClient { BaseAddress = new($"http://127.0.0.1:{port}") };
        using var page = await client.GetAsync(new Uri(path, UriKind.Relative));
        var tag = page.Headers.ETag!.ToString();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.Add("If-None-Match", tag);
        using var answer = await client.SendAsync(request);
        return answer.StatusCode == System.Net.HttpStatusCode.NotModified ? tag : throw new InvalidOperationException($"{path} with If-None-Match: {tag} is answered {answer.StatusCode}");
    }
}
