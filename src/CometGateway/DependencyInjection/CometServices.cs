using CometGateway;
using CometGateway.Configuration;
using CometGateway.Core.Watching;
using CometGateway.Diagnostics;
using CometGateway.Direct;
using CometGateway.HandOff;
using CometGateway.Lifetime;
using CometGateway.Resources;
using CometGateway.Routing;
using CometGateway.Transports;
using CometGateway.Upstream;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

public static partial class CometReverseProxyBuilderExtensions
{
    static partial void AddCometServices(IServiceCollection services)
    {
        services.AddMetrics();
        services.AddSingleton<CometMetrics>();
        services.AddSingleton(provider => new SessionShards(
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<CometMetrics>(),
            provider.GetRequiredService<ILogger<SessionShard>>(), Environment.ProcessorCount));
        services.AddSingleton<SessionLimits>();
        services.AddSingleton<CometGateway.Resources.Identity>();
        services.AddSingleton<IdentityActivity>();
        services.AddSingleton(_ => new VaryMemory());
        services.AddSingleton(provider =>
        {
            var routes = provider.GetRequiredService<CometRoutes>();
            var budget = new OriginBudget(provider.GetRequiredService<TimeProvider>(), routes.Current.Settings);
            routes.OnChanged((_, current) => budget.Apply(current.Settings));
            return budget;
        });
        services.AddSingleton<ResourceServices>();
        services.AddSingleton(_ => new EvenSequence((uint)Random.Shared.NextInt64(1L << 32)));
        services.AddSingleton<ResourceTable>();
        services.AddSingleton<CometResources>();
        services.AddSingleton<ICometResources>(provider => provider.GetRequiredService<CometResources>());
        services.AddSingleton<ResourceRequests>();
        services.AddSingleton<ResourceFinder>();
        services.AddSingleton<SessionPlaces>();
        services.AddSingleton<SessionRunner>();
        services.AddSingleton<SubscribeHandler>();
        services.AddSingleton<SlotDispatch>();
        services.AddSingleton<SlotAttacher>();
        services.AddSingleton<ManyHandler>();
        services.AddSingleton<SocketHandler>();
        services.AddSingleton<PlainGetHandler>();
        services.AddSingleton<LongPollHandler>();
        services.AddHostedService<Drain>();
        services.AddHostedService<DescriptorLimit>();
        services.AddSingleton<PipelineCheck>();
        services.AddHostedService(provider => provider.GetRequiredService<PipelineCheck>());
        // Kestrel asks the last one first, and adds its own only where there is none.
        services.TryAddSingleton<IConnectionListenerFactory, SocketTransportFactory>();
        services.AddSingleton<IConnectionListenerFactory, HandOffTransport>();
        services.AddSingleton<IConnectionListenerFactory, DirectTransport>();
    }
}
