using System.Collections.Concurrent;
using System.Text;
using CometGateway.Core.Http;
using CometGateway.TestKit;
using CometGateway.Upstream;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Health;

namespace CometGateway.Tests.Upstream;

/// <summary>A real YARP with one route "r" to one cluster, and the upstream under test in place of our middleware.</summary>
internal sealed class PollRig : IConfigChangeListener, ILoggerProvider, ILogger, IAsyncDisposable
{
    public static readonly UpstreamLimits Limits = new(TimeSpan.FromSeconds(30), 1 << 20);

    private readonly WebApplication _app;
    private readonly TaskCompletionSource _reloaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _loaded;

    public PollRig(IEnumerable<Site> sites, Func<RouteConfig, RouteConfig>? route = null, Func<ClusterConfig, ClusterConfig>? cluster = null, Func<HttpContext, RequestDelegate, Task>? middleware = null)
    {
        var routeConfig = new RouteConfig { RouteId = "r", ClusterId = "c", Match = new RouteMatch { Path = "/{**rest}" } };
        var clusterConfig = new ClusterConfig
        {
            ClusterId = "c",
            Destinations = sites.Select((site, number) => ((char)('a' + number), site.Address))
                .ToDictionary(node => node.Item1.ToString(), node => new DestinationConfig { Address = node.Address }, StringComparer.OrdinalIgnoreCase),
        };
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        builder.Logging.SetMinimumLevel(LogLevel.Debug).AddProvider(this);
        builder.Services.AddSingleton<IConfigChangeListener>(this);
        builder.Services.Configure<TransportFailureRateHealthPolicyOptions>(options => options.MinimalTotalCountThreshold = 1);
        builder.Services.AddReverseProxy().LoadFromMemory([route?.Invoke(routeConfig) ?? routeConfig], [cluster?.Invoke(clusterConfig) ?? clusterConfig]);
        _app = builder.Build();
        RequestDelegate? rest = null;
        _app.UseRouting();
        _app.MapReverseProxy(proxy =>
        {
            proxy.Use(next => rest = next);
            if (middleware is not null) proxy.Use(next => context => middleware(context, next));
            proxy.UseSessionAffinity();
            proxy.UseLoadBalancing();
            proxy.UsePassiveHealthChecks();
        });
        _loaded = true;
        Upstream = new PipelineUpstream(rest!, Lookup, _app.Services.GetRequiredService<IServiceScopeFactory>(), Time, _app.Services.GetRequiredService<ILogger<PipelineUpstream>>());
    }

    public ManualTimeProvider Time { get; } = new();

    public PipelineUpstream Upstream { get; }

    public IProxyStateLookup Lookup => _app.Services.GetRequiredService<IProxyStateLookup>();

    public ConcurrentQueue<string> Logged { get; } = [];

    public static PollRequest Request(string path = "/", string query = "", params (string Name, string Value)[] headers) =>
        new("http", "site.example", path, query, new HeaderFields(headers.Select(header => KeyValuePair.Create(header.Name, header.Value))));

    public Task<PollAnswer> PollAsync(PollRequest? request = null, UpstreamLimits? limits = null, StickyDestination? sticky = null, CancellationToken stopping = default) =>
        Upstream.PollAsync("r", request ?? Request(), limits ?? Limits, sticky ?? new StickyDestination(), stopping)
        .AsTask().WaitAsync(TimeSpan.FromSeconds(60), CancellationToken.None);

    public async Task RemoveRouteAsync()
    {
        _app.Services.GetRequiredService<InMemoryConfigProvider>().Update([], []);
        await _reloaded.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    void IDisposable.Dispose()
    {
    }

    void IConfigChangeListener.ConfigurationLoadingFailed(IProxyConfigProvider configProvider, Exception exception)
    {
    }

    void IConfigChangeListener.ConfigurationLoaded(IReadOnlyList<IProxyConfig> proxyConfigs)
    {
    }

    void IConfigChangeListener.ConfigurationApplyingFailed(IReadOnlyList<IProxyConfig> proxyConfigs, Exception exception) => _reloaded.TrySetException(exception);

    void IConfigChangeListener.ConfigurationApplied(IReadOnlyList<IProxyConfig> proxyConfigs)
    {
        if (_loaded) _reloaded.TrySetResult();
    }

    ILogger ILoggerProvider.CreateLogger(string categoryName) => categoryName.StartsWith("CometGateway", StringComparison.Ordinal) ? this : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Logged.Enqueue($"{logLevel} {eventId.Id} {formatter(state, exception)} {exception}");
}

internal static class PollAnswerText
{
    public static string Text(this PollAnswer answer) => Encoding.UTF8.GetString(answer.Body.Span);
}
