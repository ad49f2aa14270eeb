using CometGateway.Upstream;

namespace CometGateway.Tests.Upstream;

public class BoundedBodyTests
{
    [Theory]
    [InlineData(null)]
    [InlineData(0L)]
    [InlineData(10L)]
    [InlineData(100_000L)]
    public async Task WriteAsync_UpToTheLimit_CollectsEveryByte(long? promised)
    {
        var bytes = new byte[100_000];
        new Random(1).NextBytes(bytes);
        await using var body = new BoundedBody(bytes.Length, () => promised);

        for (var at = 0; at < bytes.Length; at += 777) await body.WriteAsync(bytes.AsMemory(at, Math.Min(777, bytes.Length - at)));

        Assert.True(body.Collected().Span.SequenceEqual(bytes));
        Assert.False(body.LimitHit);
    }

    [Fact]
    public async Task WriteAsync_OneByteTooMany_FailsAndLetsGoOfTheRest()
    {
        await using var body = new BoundedBody(10, () => null);
        await body.WriteAsync(new byte[10]);

        var refused = await Assert.ThrowsAsync<IOException>(async () => await body.WriteAsync(new byte[1]));

        Assert.Contains("10 bytes that MaxBodyBytes allows", refused.Message, StringComparison.Ordinal);
        Assert.True(body.LimitHit);
        Assert.True(body.Collected().IsEmpty);
        await Assert.ThrowsAsync<IOException>(async () => await body.WriteAsync(new byte[1]));
    }

    [Fact]
    public async Task WriteAsync_ContentLengthTooLarge_FailsAtTheFirstByte()
    {
        await using var body = new BoundedBody(1000, () => 1001);

        await Assert.ThrowsAsync<IOException>(async () => await body.WriteAsync(new byte[1]));

        Assert.True(body.LimitHit);
    }

    [Fact]
    public void Write_HugePromise_IsNotBelievedBeforeItsBytesCome()
    {
        using var body = new BoundedBody(long.MaxValue, () => 1L << 30);

        var before = GC.GetAllocatedBytesForCurrentThread();
        body.Write(new byte[1], 0, 1);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 1 << 20);
        Assert.Equal(1, body.Collected().Length);
    }

    [Fact]
    public void Collected_SmallBody_HoldsNoSlack()
    {
        using var body = new BoundedBody(1 << 20, () => null);
        body.Write(new byte[100], 0, 100);

        Assert.True(System.Runtime.InteropServices.MemoryMarshal.TryGetArray(body.Collected(), out var array));
        Assert.Equal(100, array.Array!.Length);
    }
}
