using CometGateway.Configuration;
using CometGateway.Lifetime;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Yarp.ReverseProxy.Configuration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds CometGateway to a YARP reverse proxy.</summary>
public static partial class CometReverseProxyBuilderExtensions
{
    /// <summary>
    /// Adds the services that watch poll-only routes and stream their changes. Routes take part by naming a policy in their
    /// metadata: <c>"Metadata": { "CometPolicy": "name" }</c>.
    /// </summary>
    /// <param name="builder">What <c>AddReverseProxy()</c> returned.</param>
    /// <param name="section">
    /// The configuration section with the settings and policies, normally <c>configuration.GetSection("Comet")</c>. It may be
    /// absent: every key has a default. It is read again on every reload; a section with problems refuses the start, or on
    /// reload leaves the running configuration live.
    /// </param>
    /// <returns>The same builder.</returns>
    /// <exception cref="InvalidOperationException">Comet was added to this proxy before.</exception>
    public static IReverseProxyBuilder AddComet(this IReverseProxyBuilder builder, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(section);
        var services = builder.Services;
        if (services.Any(service => service.ServiceType == typeof(CometSection)))
            throw new InvalidOperationException("AddComet was called twice: one section configures the whole proxy.");

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new CometSection(section, provider.GetService<IConfiguration>() as IConfigurationRoot));
        services.AddSingleton<CometConfigStage>();
        services.AddSingleton<CometRoutes>();
        services.AddSingleton<Readiness>();
        services.AddSingleton<IProxyConfigProvider, CometSectionChanges>();
        services.AddSingleton<IConfigChangeListener, CometConfigListener>();
        builder.AddConfigFilter<CometConfigFilter>();
        AddCometServices(services);
        return builder;
    }

    /// <summary>The services of all the other folders.</summary>
    static partial void AddCometServices(IServiceCollection services);
}
