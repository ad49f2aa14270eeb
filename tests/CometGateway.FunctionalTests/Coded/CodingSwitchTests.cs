using System.Collections.Concurrent;
using System.Net;
using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using CometGateway.TestKit.Streams;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace CometGateway.FunctionalTests.Coded;

/// <summary>What turns the suites of <see cref="Compressed"/> on takes effect: the gateway's answers name the coding, and the clients have decoded it.</summary>
public abstract class CodingSwitchTests(string coding)
{
    private const string Page = "/watched/page";

    private readonly SeenCodings _seen = new();

    [Fact]
    public async Task EachClient_IsSentTheCoding_AndReadsWhatItHolds()
    {
        await using var site = (await ScriptedSite.StartAsync()).SetBody(Page, "application/json", Counting.Body(1));
        await using var gateway = await GatewayApp.StartAsync(
            WatchedConfiguration.For(site.Address), configure: builder => builder.Services.AddSingleton<IStartupFilter>(_seen));

        await using var events = SseClient.Open(new(gateway.Address, Page));
        await events.BodyAsync(Counting.Body(1));
        await using var raw = await RawSseReader.OpenAsync(new(gateway.Address, Page));
        await raw.WaitForAsync(line => line == "data: " + Counting.Body(1), "the state");
        await using var lines = await LineClient.OpenAsync(new(gateway.Address, Page));
        await lines.WaitForAsync(line => line.Data == Counting.Body(1), "the state");
        await using var many = SseClient.Open(new(gateway.Address, ManyClient.PathOf(Page)));
        await many.WaitForAsync(one => one.Data.Contains(Counting.Body(1), StringComparison.Ordinal), "the state");

        Assert.Equal([coding, coding, coding, coding], _seen.InOrder);
    }

    public sealed class InGzip : CodingSwitchTests
    {
        public InGzip()
            : base("gzip") => CodingSwitch.TurnOn(DecompressionMethods.GZip);
    }

    public sealed class InBrotli : CodingSwitchTests
    {
        public InBrotli()
            : base("br") => CodingSwitch.TurnOn(DecompressionMethods.Brotli);
    }

    /// <summary>A client that decodes takes the coding out of its answer's headers, so it is noted where it is sent.</summary>
    private sealed class SeenCodings : IStartupFilter
    {
        private readonly ConcurrentQueue<string> _codings = new();

        public IEnumerable<string> InOrder => _codings;

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, go) =>
            {
                context.Response.OnStarting(() =>
                {
                    _codings.Enqueue(context.Response.Headers.ContentEncoding.ToString());
                    return Task.CompletedTask;
                });
                return go(context);
            });
            next(app);
        };
    }
}
