namespace CometGateway.Upstream;

/// <summary>What is known of how long a page takes to answer a poll.</summary>
internal enum PollPace
{
    /// <summary>Nothing: it has not answered yet.</summary>
    New,

    /// <summary>Its last poll was over soon (<see cref="OriginBudget.Soon"/>).</summary>
    Quick,

    Slow,
}
