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

    /// <summary>What the pages of open streams would have asked the site, had each polled as often as the gateway did, and been sent.</summary>
    internal long PollsOfPages;
    internal long BytesOfPages;
    internal long Recycles;
    internal long Refusals;

    /// <summary>What the site was not asked; never below zero.</summary>
    internal long RequestsSaved => Math.Max(0, Read(ref PollsOfPages) + Read(ref AnswersFromSnapshot) - Read(ref Polls));

    /// <summary>Body bytes that the site did not send; never below zero.</summary>
    internal long BytesSaved => Math.Max(0, Read(ref BytesOfPages) + Read(ref BytesFromSnapshot) - Read(ref BytesPolled));

    internal static long Read(ref long total) => Interlocked.Read(ref total);
}
