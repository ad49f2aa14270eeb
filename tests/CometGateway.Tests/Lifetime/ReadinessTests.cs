using CometGateway.Lifetime;

namespace CometGateway.Tests.Lifetime;

public sealed class ReadinessTests
{
    [Fact]
    public void IsReady_UntilDrainBegins_IsTrue()
    {
        var readiness = new Readiness();

        Assert.Equal((true, "ready"), (readiness.IsReady, readiness.Reason));
        readiness.BeginDrain();
        Assert.Equal((false, "draining"), (readiness.IsReady, readiness.Reason));
    }
}
