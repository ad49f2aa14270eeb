using Microsoft.Extensions.Hosting;

namespace CometGateway.Demo.Hosting;

/// <summary>
/// The site is a guest in another program: that program decides when it ends. The default lifetime would stop the site
/// at SIGTERM, under whatever still uses it.
/// </summary>
internal sealed class GuestLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
