using Microsoft.Extensions.Hosting;

namespace CometGateway.Demo.Hosting;

/// <summary>The one loop that makes everything on the site change; also the only user of the site's <see cref="Random"/>.</summary>
internal sealed class BackgroundChanges(IReadOnlyList<IChanging> parts, Random random, TimeProvider time) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var due = new PriorityQueue<IChanging, DateTimeOffset>();
        foreach (var part in parts)
            due.Enqueue(part, time.GetUtcNow() + random.Between(0.5, 3));

        while (due.TryDequeue(out var part, out var when))
        {
            var wait = when - time.GetUtcNow();
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, time, stoppingToken);
            due.Enqueue(part, time.GetUtcNow() + part.Change(random));
        }
    }
}
