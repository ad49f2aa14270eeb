namespace CometGateway.Host;

/// <summary>One address that somebody asked the gateway to listen on.</summary>
/// <param name="Key">The key that says so.</param>
/// <param name="Value">What is written there for this address.</param>
/// <param name="Url">What the server makes of it; null where an endpoint has none.</param>
/// <param name="Endpoint">The name under Kestrel:Endpoints; null for all other keys.</param>
internal sealed record ListeningPlace(string Key, string? Value, string? Url, string? Endpoint = null)
{
    public override string ToString() => $"{Key} = '{Value}'";
}
