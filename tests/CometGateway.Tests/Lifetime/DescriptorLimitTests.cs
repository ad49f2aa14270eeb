using CometGateway.Configuration;
using CometGateway.Lifetime;
using CometGateway.TestKit.Logging;
using Microsoft.Extensions.Logging;

namespace CometGateway.Tests.Lifetime;

/// <summary>What is said of a system that allows fewer sockets than the limits promise.</summary>
public sealed class DescriptorLimitTests
{
    [Theory]
    [InlineData("Max open files            20000                1048576              files     ", 20_000L)]
    [InlineData("Max open files            unlimited            unlimited            files     ", null)]
    [InlineData("Max processes             20000                20000                processes ", null)]
    public void MostOpenFiles_IsTheSoftLimit(string line, long? most) =>
        Assert.Equal(most, DescriptorLimit.MostOpenFiles(["Limit                     Soft Limit           Hard Limit           Units     ", line]));

    [Theory]
    [InlineData(10_000_000, true)]
    [InlineData(1, false)]
    public async Task Start_SaysSo_WhereMoreIsPromisedThanTheSystemAllows(int sessions, bool isSaid)
    {
        using var log = new CollectingLoggerProvider();
        using var loggers = LoggerFactory.Create(builder => builder.AddProvider(log));
        var routes = new CometRoutes();
        routes.Publish(new(System.Collections.Frozen.FrozenDictionary<string, CometRoute>.Empty, new() { Limits = new() { Sessions = sessions } }, 1));

        await new DescriptorLimit(routes, loggers.CreateLogger<DescriptorLimit>()).StartAsync(CancellationToken.None);

        Assert.Equal(isSaid, log.Text.Contains("Comet:Limits:Sessions promises 10000000 streams", StringComparison.Ordinal));
    }
}
