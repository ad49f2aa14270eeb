namespace CometGateway.Benchmarks.Proxying;

/// <summary>One request that is repeated.</summary>
/// <param name="IsSnapshot">Whether the gateway answers it itself.</param>
/// <param name="IsConditional">Whether it names the state that it has, and is answered 304.</param>
internal sealed record ProxyCase(string Name, string Path, bool IsSnapshot, bool IsConditional)
{
    /// <summary>The watched page.</summary>
    public const string Page = "/doc/page?size=1024";

    public static IReadOnlyList<ProxyCase> All { get; } =
    [
        new("a route without a policy, 1 KiB", "/raw?size=1024", IsSnapshot: false, IsConditional: false),
        new("a route without a policy, 100 KiB", "/raw?size=102400", IsSnapshot: false, IsConditional: false),
        new("a watched page, 1 KiB, 200", Page, IsSnapshot: true, IsConditional: false),
        new("a watched page, 1 KiB, 304", Page, IsSnapshot: true, IsConditional: true),
    ];
}
