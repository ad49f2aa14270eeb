using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Configuration;

namespace CometGateway.Configuration;

/// <summary>Publishes what the filter resolved once YARP has applied its own part, so that both change together or not at all.</summary>
internal sealed partial class CometConfigListener(CometConfigStage stage, CometRoutes routes, ILogger<CometConfigListener> logger) : IConfigChangeListener
{
    private readonly HashSet<ConfigurationProblem> _warned = [];

    public void ConfigurationLoadingFailed(IProxyConfigProvider configProvider, Exception exception)
    {
        // YARP logs it and goes on with what the provider gave before.
    }

    public void ConfigurationLoaded(IReadOnlyList<IProxyConfig> proxyConfigs) => stage.Begin();

    public void ConfigurationApplied(IReadOnlyList<IProxyConfig> proxyConfigs)
    {
        // When no source could be read anew, YARP keeps what it has without asking the filters, and so do we.
        if (!stage.WasFiltered && proxyConfigs.Any(config => config.Routes.Count + config.Clusters.Count > 0))
            return;

        // Reached with problems only when there is no route or cluster: throwing here makes YARP refuse the load.
        stage.ThrowIfRefused();
        foreach (var warning in stage.Warnings())
        {
            if (_warned.Add(warning))
                LogWarning(logger, warning);
        }

        var table = stage.ToTable(routes.Current.Number + 1);
        stage.Clear();
        LogApplied(logger, table.Number, table.Routes.Count, table.Settings.Policies.Count);
        routes.Publish(table);
    }

    public void ConfigurationApplyingFailed(IReadOnlyList<IProxyConfig> proxyConfigs, Exception exception)
    {
        var problems = stage.Problems.Select(problem => problem.ToString()).Concat(OthersIn(exception)).Select(problem => "\n  " + problem);
        LogRefused(logger, routes.Current.Number, string.Concat(problems));
        stage.Clear();
    }

    // Our own problems are in the stage already; what YARP's validator found is only in the exception.
    private static IEnumerable<string> OthersIn(Exception exception) => exception switch
    {
        AggregateException many => many.InnerExceptions.SelectMany(OthersIn),
        CometConfigurationException or { InnerException: CometConfigurationException } => [],
        _ => [exception.Message],
    };
}
