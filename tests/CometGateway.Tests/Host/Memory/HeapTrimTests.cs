using CometGateway.Host.Memory;
using CometGateway.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace CometGateway.Tests.Host.Memory;

/// <summary>When the gateway gives memory back.</summary>
public sealed class HeapTrimTests : IDisposable
{
    private const long Mebibyte = 1 << 20;

    private readonly ManualTimeProvider _time = new();
    private readonly WrittenHeap _heap = new();
    private readonly HeapTrim _trim;

    public HeapTrimTests()
    {
        _trim = new(_heap, _time, NullLogger<HeapTrim>.Instance);
        _ = _trim.StartAsync(CancellationToken.None);
    }

    public void Dispose() => _trim.Dispose();

    [Fact]
    public void AfterWork_OnceItRests_ItTrims()
    {
        Allocate(200 * Mebibyte);
        Assert.Equal(0, _heap.Trims);

        Allocate(0);

        Assert.Equal(1, _heap.Trims);
    }

    [Fact]
    public void AtWork_ItNeverTrims()
    {
        for (var i = 0; i < 100; i++) Allocate(Rest.QuietBytes + 1);

        Assert.Equal(0, _heap.Trims);
    }

    [Fact]
    public void AtRest_ItTrimsOnceForWhatWasDoneBefore()
    {
        Allocate(200 * Mebibyte);
        for (var i = 0; i < 100; i++) Allocate(0);

        Assert.Equal(1, _heap.Trims);
    }

    [Theory]
    [InlineData(0, 16)]
    [InlineData(10, 16)]
    [InlineData(150, 150)]
    public void AFewPollsAtRest_AddUpToATrimOnlyWhenTheyAreAsMuchAsIsInUse(long liveMebibytes, int looks)
    {
        Allocate(200 * Mebibyte);
        Allocate(0);
        _heap.Live = liveMebibytes * Mebibyte;

        for (var i = 1; i < looks; i++) Allocate(Mebibyte);
        Assert.Equal(1, _heap.Trims);
        Allocate(Mebibyte);

        Assert.Equal(2, _heap.Trims);
    }

    [Theory]
    [InlineData(512, 1)]
    [InlineData(513, 0)]
    public void WithMuchInUse_ItLeavesMemoryToDotNet(long liveMebibytes, int trims)
    {
        _heap.Live = liveMebibytes * Mebibyte;

        Allocate(1000 * Mebibyte);
        Allocate(0);

        Assert.Equal(trims, _heap.Trims);
    }

    /// <summary>A look that comes late is not made up for: the next would see what was allocated in a moment, and take a busy gateway for one at rest.</summary>
    [Fact]
    public void WhileItLooks_NoOtherLookIsDue()
    {
        var due = new List<int>();
        _heap.Looked = () => due.Add(_time.PendingTimers);

        Allocate(0);
        Allocate(0);

        Assert.Equal([0, 0], due);
    }

    [Fact]
    public async Task Stopped_ItLooksNoMore()
    {
        Allocate(200 * Mebibyte);

        await _trim.StopAsync(CancellationToken.None);

        Allocate(0);
        Assert.Equal(0, _heap.Trims);
    }

    [Fact]
    public void TheProcessHeap_Trimmed_IsCompactedByAFullCollectionThatBlocks()
    {
        var heap = new ProcessHeap();
        var before = GC.GetGCMemoryInfo(GCKind.FullBlocking).Index;

        heap.Trim();

        var collection = GC.GetGCMemoryInfo(GCKind.FullBlocking);
        Assert.True(collection.Index > before);
        Assert.True(collection.Compacted);
        Assert.InRange(heap.Live, 1, heap.Committed);
        Assert.True(heap.Allocated > 0);
    }

    /// <summary>So much is allocated until the next look.</summary>
    private void Allocate(long bytes)
    {
        _heap.Add(bytes);
        _time.Advance(HeapTrim.Pace);
    }

    private sealed class WrittenHeap : IHeap
    {
        private long _allocated;

        public Action? Looked { get; set; }

        public long Allocated
        {
            get
            {
                Looked?.Invoke();
                return _allocated;
            }
        }

        public long Live { get; set; }

        public long Committed => Live;

        public int Trims { get; private set; }

        public void Add(long bytes) => _allocated += bytes;

        public void Trim() => Trims++;
    }
}
