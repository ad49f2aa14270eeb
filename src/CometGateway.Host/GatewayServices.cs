using CometGateway.Configuration;
using Yarp.ReverseProxy.Configuration;

namespace CometGateway.Host;

/// <summary>The proxy's services: the same for a start and for a check, or a check would prove nothing.</summary>
internal static class GatewayServices
{
    public const string ProxySection = "ReverseProxy";

    public const string CometSection = "Comet";

    public static IServiceCollection AddGateway(this IServiceCollection services, IConfiguration configuration)
    {
        // Routes may name policies of these; a name that does not exist is refused by YARP's validator.
        services.AddAuthorization();
        services.AddCors();
        services.AddRequestTimeouts();
        services.AddReverseProxy()
            .LoadFromConfig(configuration.GetSection(ProxySection))
            .AddComet(configuration.GetSection(CometSection));
        var validator = services.Single(service => service.ServiceType == typeof(IConfigValidator)).ImplementationType!;
        services.AddSingleton<IConfigValidator>(provider => new GatewayConfigValidator((IConfigValidator)ActivatorUtilities.CreateInstance(provider, validator)));
        services.AddSingleton<IConfigChangeListener, RouteWarnings>();
        return services;
    }

    /// <summary>A problem with its key's full path and source: the library does not know under which section YARP's part lies.</summary>
    public static ConfigurationProblem Located(ConfigurationProblem problem, ConfigurationSources sources)
    {
        var isProxy = problem.Key.StartsWith("Routes", StringComparison.Ordinal) || problem.Key.StartsWith("Clusters", StringComparison.Ordinal);
        var key = isProxy ? $"{ProxySection}:{problem.Key}" : problem.Key;
        return problem with { Key = key, Source = problem.Source ?? sources.Of(key) };
    }
}
