using CometGateway.TestKit.Sites;

namespace CometGateway.FunctionalTests.Upstreams;

/// <summary>One WireMock with all mapping sets, shared by the classes of the collection: they run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class WireMockCollection : ICollectionFixture<WireMockFixture>
{
    public const string Name = "WireMock";
}

public sealed class WireMockFixture : IAsyncLifetime
{
    public WireMockSite Site { get; private set; } = null!;

    public async Task InitializeAsync() =>
        Site = await WireMockSite.StartAsync(Directory.GetDirectories(Path.Combine(AppContext.BaseDirectory, "wiremock")));

    public async Task DisposeAsync() => await Site.DisposeAsync();
}
