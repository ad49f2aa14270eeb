namespace CometGateway.BrowserTests;

/// <summary>One browser for all classes of the collection; each test opens pages of its own.</summary>
[CollectionDefinition(Name)]
public sealed class ChromiumCollection : ICollectionFixture<ChromiumFixture>
{
    public const string Name = "Chromium";
}

public sealed class ChromiumFixture : IAsyncLifetime
{
    public Chromium Browser { get; private set; } = null!;

    public async Task InitializeAsync() => Browser = await Chromium.StartAsync();

    public async Task DisposeAsync() => await Browser.DisposeAsync();
}
