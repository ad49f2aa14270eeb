using CometGateway.Core.Http;
using CometGateway.Core.Snapshots;
using Version = CometGateway.Core.Snapshots.Version;

namespace CometGateway.Core.Tests.Snapshots;

public sealed class SnapshotTests
{
    [Fact]
    public void IsJson_OfACopyWithOtherText_IsThatOfTheCopy()
    {
        var page = new Snapshot(Version.None, "text/plain", "{}"u8.ToArray(), "{}"u8.ToArray(), HeaderFields.Empty, Validators.None, DateTimeOffset.UnixEpoch);

        Assert.True(page.IsJson);
        Assert.False((page with { Text = "<x"u8.ToArray() }).IsJson);
        Assert.False((page with { Text = null }).IsJson);
    }
}
