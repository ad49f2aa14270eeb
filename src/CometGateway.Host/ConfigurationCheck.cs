using CometGateway.Configuration;
using Yarp.ReverseProxy.Configuration;

namespace CometGateway.Host;

/// <summary>
/// Puts a configuration through everything that a start would put it through (conversion, filters, YARP's validator) and
/// collects what they object to, where a start would end at the first exception.
/// </summary>
internal static class ConfigurationCheck
{
    /// <param name="isListeningNew">False leaves out addresses and certificates, which are in use already.</param>
    public static async Task<CheckReport> RunAsync(IConfigurationRoot configuration, bool isListeningNew = true)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration).AddLogging().AddGateway(configuration);
        await using var provider = services.BuildServiceProvider();
        var stage = provider.GetRequiredService<CometConfigStage>();
        List<ConfigurationProblem> problems = [.. isListeningNew ? await Listening.ProblemsInAsync(configuration) : [], .. LogSettings.ProblemsIn(configuration.AsEnumerable())];
        var sources = new ConfigurationSources(configuration);
        stage.Begin();
        if (Load(provider, configuration, problems) is not { } proxy)
            return CheckReport.Unreadable([.. problems.Concat(stage.Problems).Select(problem => GatewayServices.Located(problem, sources))]);

        var clusters = await ClustersAsync(provider, proxy, problems);
        var routes = await RoutesAsync(provider, proxy, clusters, problems);
        return new(
            [.. stage.Problems.Concat(problems).Select(problem => GatewayServices.Located(problem, sources))],
            [.. RouteWarnings.In(configuration, routes, [.. clusters.Keys]).Concat(stage.Warnings()).Select(problem => GatewayServices.Located(problem, sources))],
            routes.Count,
            [.. stage.Routes.Values]);
    }

    // YARP's reader throws at the first value that it cannot convert, such as a number or an enum; the message names the value.
    private static IProxyConfig? Load(IServiceProvider provider, IConfiguration configuration, List<ConfigurationProblem> problems)
    {
        try
        {
            return provider.GetServices<IProxyConfigProvider>().First(source => source is not CometSectionChanges).GetConfig();
        }
        catch (Exception exception)
        {
            problems.Add(Unreadable(exception.GetBaseException().Message, configuration));
            return null;
        }
    }

    // The key that it means is the one whose value it speaks of, if there is one such key.
    private static ConfigurationProblem Unreadable(string why, IConfiguration configuration)
    {
        var meant = configuration.GetSection(GatewayServices.ProxySection).AsEnumerable()
            .Where(setting => !string.IsNullOrEmpty(setting.Value) && why.Contains($"'{setting.Value}'", StringComparison.Ordinal)).Take(2).ToList();
        return new(meant.Count == 1 ? meant[0].Key : GatewayServices.ProxySection, meant.Count == 1 ? meant[0].Value : null, "cannot be read by YARP: " + why);
    }

    private static async Task<IReadOnlyDictionary<string, ClusterConfig>> ClustersAsync(IServiceProvider provider, IProxyConfig proxy, List<ConfigurationProblem> problems)
    {
        var clusters = new Dictionary<string, ClusterConfig>(StringComparer.OrdinalIgnoreCase);
        foreach (var source in proxy.Clusters)
        {
            var cluster = source;
            var key = $"Clusters:{cluster.ClusterId}";
            try
            {
                foreach (var filter in provider.GetServices<IProxyConfigFilter>())
                    cluster = await filter.ConfigureClusterAsync(cluster, CancellationToken.None);
            }
            catch (CometConfigurationException)
            {
                // The stage has it.
            }

            clusters[cluster.ClusterId] = cluster;
            problems.AddRange((await provider.GetRequiredService<IConfigValidator>().ValidateClusterAsync(cluster)).Select(error => new ConfigurationProblem(key, null, error.Message)));
            problems.AddRange(DestinationRules.ProblemsOf(cluster));
        }

        return clusters;
    }

    private static async Task<IReadOnlyList<RouteConfig>> RoutesAsync(IServiceProvider provider, IProxyConfig proxy, IReadOnlyDictionary<string, ClusterConfig> clusters, List<ConfigurationProblem> problems)
    {
        var routes = new List<RouteConfig>();
        foreach (var source in proxy.Routes)
        {
            var route = source;
            var key = $"Routes:{route.RouteId}";
            try
            {
                foreach (var filter in provider.GetServices<IProxyConfigFilter>())
                    route = await filter.ConfigureRouteAsync(route, route.ClusterId is null ? null : clusters.GetValueOrDefault(route.ClusterId), CancellationToken.None);
            }
            catch (CometConfigurationException)
            {
                // The stage has it.
            }

            routes.Add(route);
            problems.AddRange((await provider.GetRequiredService<IConfigValidator>().ValidateRouteAsync(route)).Select(error => new ConfigurationProblem(key, null, error.Message)));
        }

        return routes;
    }
}
