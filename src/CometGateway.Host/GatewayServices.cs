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
        return services;
    }
}
