using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace CometGateway.FunctionalTests.HandOff;

/// <summary>Counts the requests that the server has in its hands.</summary>
internal sealed class InFlight : IStartupFilter
{
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(async (context, go) =>
        {
            Interlocked.Increment(ref _count);
            try
            {
                await go(context);
            }
            finally
            {
                Interlocked.Decrement(ref _count);
            }
        });
        next(app);
    };
}
