using CometGateway.Configuration;
using CometGateway.Routing;
using CometGateway.Transports;

namespace CometGateway.Tests.Routing;

public class StreamOpeningTests
{
    private const int Seed = 4711;
    private static readonly CometSettings Settings = new()
    {
        ConnectionLifetime = TimeSpan.FromMinutes(10), ConnectionBytes = 1_000_000, Retry = TimeSpan.FromSeconds(2), SendTimeout = TimeSpan.FromSeconds(10), KeepAlive = TimeSpan.FromSeconds(20),
    };

    [Fact]
    public void TimesFor_DrawsLifetimeAndBytesFrom80To100Percent_AndTheyDiffer()
    {
        var random = new Random(Seed);
        var drawn = Enumerable.Range(0, 1000).Select(_ => StreamOpening.TimesFor(Settings, new(SseWire.Instance, Wait: null), random)).ToArray();

        Assert.All(drawn, times =>
        {
            Assert.InRange(times.Lifetime, 480_000, 600_000);
            Assert.InRange(times.Bytes, 800_000, 1_000_000);
            Assert.Equal((20_000, 10_000), (times.KeepAlive, times.SendTimeout));
        });
        Assert.True(drawn.DistinctBy(times => times.Lifetime).Count() > 900);
    }

    [Fact]
    public void TimesFor_NoLimitOfBytes_IsNone() => Assert.Equal(long.MaxValue, StreamOpening.TimesFor(Settings with { ConnectionBytes = 0 }, new(SseWire.Instance, Wait: null), new(Seed)).Bytes);

    [Fact]
    public void TimesFor_OneByte_IsStillABudget() => Assert.Equal(1, StreamOpening.TimesFor(Settings with { ConnectionBytes = 1 }, new(SseWire.Instance, Wait: null), new(Seed)).Bytes);

    [Theory]
    [InlineData(0, 4 << 20)]
    [InlineData(64 << 20, 4 << 20)]
    [InlineData(1_000_000, 1_000_000)]
    public void TimesFor_ADocumentThatGrows_HasAtMost4MiB(long configured, long limit) => Assert.InRange(
        StreamOpening.TimesFor(Settings with { ConnectionBytes = configured }, new(IframeWire.Instance, Wait: null), new(Seed)).Bytes, (long)(limit * 0.8), limit);

    [Theory]
    [InlineData(25)]
    [InlineData(600)]
    public void TimesFor_ALongPoll_LastsAsLongAsItsWait_HoweverLongStreamsLive(int wait) =>
        Assert.Equal(wait * 1000, StreamOpening.TimesFor(Settings with { ConnectionLifetime = TimeSpan.FromSeconds(1) }, new(LineWire.Instance, TimeSpan.FromSeconds(wait)), new(Seed)).Lifetime);

    [Fact]
    public void RetryFor_DrawsFrom100To200Percent()
    {
        var random = new Random(Seed);
        for (var i = 0; i < 1000; i++) Assert.InRange(StreamOpening.RetryFor(Settings, random).TotalMilliseconds, 2000, 4000);
    }
}
