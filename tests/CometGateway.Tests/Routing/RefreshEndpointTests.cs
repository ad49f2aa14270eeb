using System.Collections.Frozen;
using CometGateway.Configuration;
using CometGateway.Routing;
using CometGateway.Tests.Resources;
using Microsoft.AspNetCore.Http;

namespace CometGateway.Tests.Routing;

public class RefreshEndpointTests
{
    private const string Key = "0123456789abcdef";
    private readonly FakeResources _resources = new();

    [Fact]
    public async Task InvokeAsync_WithoutAConfiguredKey_IsOff()
    {
        var context = await PostAsync("?path=/a", "Bearer " + Key, key: null);

        Assert.Equal(404, context.Response.StatusCode);
        Assert.Contains("Comet:RefreshKey", ResourceRig.BodyOf(context), StringComparison.Ordinal);
        Assert.Empty(_resources.Refreshed);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Bearer ")]
    [InlineData("Bearer 0123456789abcde")]
    [InlineData("Bearer 0123456789abcdef0")]
    [InlineData("Bearer 0123456789ABCDEF")]
    [InlineData("Basic 0123456789abcdef")]
    [InlineData(Key)]
    public async Task InvokeAsync_WithoutTheKey_Is401AndRefreshesNothing(string? authorization)
    {
        var context = await PostAsync("?path=/a", authorization);

        Assert.Equal((401, "Bearer"), (context.Response.StatusCode, (string?)context.Response.Headers.WWWAuthenticate));
        Assert.DoesNotContain(Key, ResourceRig.BodyOf(context), StringComparison.Ordinal);
        Assert.Empty(_resources.Refreshed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?path=")]
    [InlineData("?path=a")]
    [InlineData("?path=/a&path=b")]
    [InlineData("?path=http://x/a")]
    public async Task InvokeAsync_WithoutAPath_Is400AndRefreshesNothing(string query)
    {
        Assert.Equal(400, (await PostAsync(query, "Bearer " + Key)).Response.StatusCode);
        Assert.Empty(_resources.Refreshed);
    }

    [Theory]
    [InlineData("Bearer " + Key)]
    [InlineData("bearer  " + Key + " ")]
    public async Task InvokeAsync_RefreshesEachPathOnce_AndTellsHowManyResources(string authorization)
    {
        var context = await PostAsync("?path=/a&path=/b%20c&path=/a", authorization);

        Assert.Equal((202, "application/json", "{\"resources\":6}"), (context.Response.StatusCode, context.Response.ContentType, ResourceRig.BodyOf(context)));
        Assert.Equal(["/a", "/b c"], _resources.Refreshed);
    }

    /// <summary>Clients see the base in front of the paths that resources have; a back end may know nothing of it.</summary>
    [Theory]
    [InlineData("/base/api/prices", "/base/api/prices", "/api/prices")]
    [InlineData("/BASE/api/prices", "/BASE/api/prices", "/api/prices")]
    [InlineData("/base", "/base", "/")]
    [InlineData("/api/prices", "/api/prices")]
    [InlineData("/based/prices", "/based/prices")]
    public async Task InvokeAsync_UnderAPathBase_TakesThePathWithItAndWithout(string path, params string[] refreshed)
    {
        await PostAsync("?path=" + path, "Bearer " + Key, pathBase: "/base");

        Assert.Equal(refreshed, _resources.Refreshed);
    }

    private async Task<HttpContext> PostAsync(string query, string? authorization, string? key = Key, string? pathBase = null)
    {
        var routes = new CometRoutes();
        routes.Publish(new(FrozenDictionary<string, CometRoute>.Empty, new() { RefreshKey = key }, 1));
        var context = ResourceRig.Get();
        context.Request.Method = "POST";
        context.Request.PathBase = pathBase;
        context.Request.QueryString = new(query);
        if (authorization is not null) context.Request.Headers.Authorization = authorization;
        await RefreshEndpoint.InvokeAsync(context, routes, _resources);
        return context;
    }

    private sealed class FakeResources : ICometResources
    {
        public List<string> Refreshed { get; } = [];

        public IReadOnlyList<CometResourceInfo> List() => [];

        public int Refresh(string path)
        {
            Refreshed.Add(path);
            return 3;
        }
    }
}
