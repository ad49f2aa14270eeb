using System.Text.Json.Nodes;

namespace CometGateway.Benchmarks.Servers;

/// <summary>A way to run the gateway that has its own row in reports.</summary>
/// <param name="Comet">Keys that are added to the section Comet.</param>
/// <param name="Environment">Variables that the process gets.</param>
internal sealed record GatewayVariant(string Name, JsonObject Comet, IReadOnlyDictionary<string, string?> Environment) : INamed
{
    /// <summary>As a user has it who says nothing.</summary>
    public static GatewayVariant Default { get; } = new("default", [], new Dictionary<string, string?>(StringComparer.Ordinal));

    /// <summary>Streams leave the server's hands once they have begun.</summary>
    public static GatewayVariant HandedOff { get; } = new("handed off", new() { ["HandOff"] = true }, new Dictionary<string, string?>(StringComparer.Ordinal));

    /// <summary>As an operator may choose where many requests pass through; for <c>proxying</c> alone.</summary>
    public static GatewayVariant Inline { get; } = new("sockets inline", [], InlineSockets.Environment);

    /// <summary>The gateway's assembly. Null: <see cref="GatewayServer.Product"/>.</summary>
    public string? Program { get; init; }

    /// <summary>All that are measured unless --variant names some of them. A new one is one more entry here.</summary>
    public static IReadOnlyList<GatewayVariant> All { get; } = [Default, HandedOff];
}
