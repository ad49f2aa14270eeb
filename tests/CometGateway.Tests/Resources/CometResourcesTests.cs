using CometGateway.Resources;

namespace CometGateway.Tests.Resources;

public sealed class CometResourcesTests : IDisposable
{
    private readonly ResourceRig _rig = new(new() { Name = "live", WakeOn = ["/orders/**"] });
    private readonly CometResources _resources;

    public CometResourcesTests() => _resources = new(_rig.Table);

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task List_DescribesEveryResource()
    {
        Assert.Empty(_resources.List());
        var resource = await _rig.LiveAsync("{}");

        var info = Assert.Single(_resources.List());

        Assert.Equal(
            new CometResourceInfo(
                "prices", "/api/prices", "Anonymous", "Live", null, 1, resource.Stored!.Snapshot.Version.ToString(), 2, _rig.Time.GetUtcNow(), _rig.Time.GetUtcNow()),
            info);
    }

    [Fact]
    public async Task Refresh_PollsWhatIsAtThePath_AndCountsIt()
    {
        await _rig.LiveAsync();
        _rig.Time.Advance(TimeSpan.FromMilliseconds(10));

        Assert.Equal(0, _resources.Refresh("/api/Prices"));
        Assert.Equal(1, _resources.Refresh("/api/prices"));
        await _rig.Site.PollAsync(1);
    }

    [Theory]
    [InlineData("/api/prices", null, null)]
    [InlineData("/elsewhere", "/api/prices", null)]
    [InlineData("/elsewhere", null, "/api/prices")]
    [InlineData("/orders/7/lines", null, null)]
    public async Task WakeAfter_PollsItsTargetItsLocationsAndWhatThePolicyTiesToIt(string path, string? location, string? contentLocation)
    {
        await _rig.LiveAsync();
        _rig.Time.Advance(TimeSpan.FromMilliseconds(10));
        _resources.WakeAfter(Write(path, location, contentLocation));

        await _rig.Site.PollAsync(1);
    }

    [Fact]
    public async Task WakeAfter_Elsewhere_PollsNothing()
    {
        var resource = await _rig.LiveAsync();
        _rig.Time.Advance(TimeSpan.FromMilliseconds(10));
        _resources.WakeAfter(Write("/api/other", "/x", null));

        Assert.True(resource.IsCurrent);
        Assert.Equal(1, _rig.Site.Count);
    }

    [Fact]
    public async Task InvalidateAfter_HidesTheOldState_AndPollsNothingYet()
    {
        var resource = await _rig.LiveAsync();
        _rig.Time.Advance(TimeSpan.FromMilliseconds(10));
        _resources.InvalidateAfter(Write("/api/prices", null, null));

        Assert.False(resource.IsCurrent);
        Assert.Equal(1, _rig.Site.Count);
    }

    [Fact]
    public async Task WakeAfter_TheSameWriteThatInvalidated_ReachesWhatCameMeanwhile()
    {
        var write = Write("/orders/7");
        _resources.InvalidateAfter(write);
        await _rig.LiveAsync();
        _rig.Time.Advance(TimeSpan.FromMilliseconds(10));
        _resources.WakeAfter(write);

        await _rig.Site.PollAsync(1);
    }

    private SeenWrite Write(string path, string? location = null, string? contentLocation = null) => new(new(path, location, contentLocation), _rig.Routes.Current);
}
