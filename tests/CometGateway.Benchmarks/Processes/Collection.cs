using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;

namespace CometGateway.Benchmarks.Processes;

/// <summary>Has another .NET process collect its garbage, as its operator could: by a diagnostic session, without a change to the program.</summary>
internal static class Collection
{
    private const string Runtime = "Microsoft-Windows-DotNETRuntime";

    // GCHeapCollect: the session's start is a full, blocking collection.
    private const long HeapCollect = 0x800000;

    // What one collection frees the next gives back to the system.
    private const int Times = 3;

    public static async Task OfAsync(int process)
    {
        for (var i = 0; i < Times; i++)
        {
            var client = new DiagnosticsClient(process);
            using var session = await client.StartEventPipeSessionAsync([new(Runtime, EventLevel.Informational, HeapCollect)], requestRundown: false, circularBufferMB: 16, CancellationToken.None);
            var events = session.EventStream.CopyToAsync(Stream.Null);
            await Pause.ToSettleAsync();
            await session.StopAsync(CancellationToken.None);
            await events;
        }
    }
}
