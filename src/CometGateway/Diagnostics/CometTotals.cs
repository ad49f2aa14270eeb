namespace CometGateway.Diagnostics;

/// <summary>Running totals since the start, for the status page. Fields, because they are counted with Interlocked.</summary>
internal sealed class CometTotals
{
    internal long Sessions;
    internal long Resources;
    internal long Polls;
    internal long PollsUnchanged;
    internal long PollsFailed;
    internal long BytesPolled;
    internal long BytesSent;
    internal long AnswersFromSnapshot;
    internal long BytesFromSnapshot;
    internal long Recycles;
    internal long Refusals;

    /// <summary>What clients received, less what the site had to send for it; never below zero.</summary>
    internal long BytesSaved => Math.Max(0, Read(ref BytesSent) + Read(ref BytesFromSnapshot) - Read(ref BytesPolled));

    internal static long Read(ref long total) => Interlocked.Read(ref total);
}
