namespace CometGateway.TestKit.Deltas;

/// <summary>A member of a map.</summary>
/// <param name="Raw">The name as it is written, without its quotes.</param>
/// <param name="Name">The name that is meant.</param>
public sealed record JsonTreeMember(string Raw, string Name, JsonTree Value)
{
    public static JsonTreeMember Of(string raw, JsonTree value) => new(raw, JsonText.Decode(raw), value);
}
