namespace CometGateway.Host.Memory;

/// <summary>This process's heap.</summary>
internal sealed class ProcessHeap : IHeap
{
    public long Allocated => GC.GetTotalAllocatedBytes();

    public long Live
    {
        get
        {
            var last = GC.GetGCMemoryInfo();
            return last.HeapSizeBytes - last.FragmentedBytes;
        }
    }

    public long Committed => GC.GetGCMemoryInfo().TotalCommittedBytes;

    public void Trim() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
}
