using CometGateway.Resources;

namespace CometGateway.Tests.Resources;

/// <summary>Which pages are the same for everybody, and may be compressed without telling one visitor's secret.</summary>
public class SharedPageTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(true, "Accept-Language", "de")]
    [InlineData(true, "Accept", "text/html")]
    [InlineData(true, "X-Api-Key", null)]
    [InlineData(false, "X-Api-Key", "secret")]
    [InlineData(false, "x-tenant", "a")]
    public void IsShared_DependsOnWhatThePageVariesBy(bool expected, string? name = null, string? value = null) =>
        Assert.Equal(expected, KeyOf(AudienceKey.Anonymous, name is null ? [] : [new(name, value), new("Accept-Language", "en")]).IsShared);

    [Fact]
    public void IsShared_DependsOnTheAudience()
    {
        Assert.True(KeyOf(AudienceKey.Everyone).IsShared);
        Assert.False(KeyOf(AudienceKey.Credential(new byte[16])).IsShared);
    }

    private static ResourceKey KeyOf(AudienceKey audience, params VariedHeader[] varied) => new("route", "http", "host", "/page", "", varied.DistinctBy(header => header.Name).ToArray(), audience);
}
