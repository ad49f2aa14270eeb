using System.Runtime.CompilerServices;
using CometGateway.Configuration;
using CometGateway.Core.Deltas;
using CometGateway.Core.Snapshots;
using CometGateway.Core.Watching;

namespace CometGateway.Resources;

/// <summary>A policy's patterns, parsed once for all its resources and forgotten with it.</summary>
internal sealed class PolicyPatterns(CometPolicy policy)
{
    private static readonly ConditionalWeakTable<CometPolicy, PolicyPatterns> _parsed = [];

    public IgnoreRules Ignore { get; } = IgnoreRules.Parse(policy.Ignore);

    public ArrayKeys Keys { get; } = ArrayKeys.Parse(policy.KeyBy);

    /// <summary>Null where the whole page is delivered.</summary>
    public IBodySelection? Select { get; } = policy.Select switch
    {
        null => null,
        var pointer when JsonSelection.IsPointer(pointer) => JsonSelection.Parse(pointer),
        var selector => new CssSelection(selector),
    };

    public IReadOnlyList<PathPattern> WakeOn { get; } = [.. policy.WakeOn.Select(PathPattern.Parse)];

    public static PolicyPatterns Of(CometPolicy policy) => _parsed.GetValue(policy, static p => new(p));
}
