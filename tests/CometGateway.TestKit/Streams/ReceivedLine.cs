using System.Text.Json;

namespace CometGateway.TestKit.Streams;

/// <summary>One JSON object of a line stream, a WebSocket or an iframe.</summary>
/// <param name="Text">As it came, without its line end.</param>
/// <param name="Event">Its event, and empty when it names none.</param>
/// <param name="Data">The text of its data; null when it has none.</param>
public sealed record ReceivedLine(string Text, string Event, string? Url, string? Id, string? Data)
{
    private const int Shown = 200;

    /// <exception cref="JsonException">The text is not one JSON object.</exception>
    public static ReceivedLine Of(string text)
    {
        using var json = JsonDocument.Parse(text);
        return new(text, Member("event") ?? "", Member("url"), Member("id"), json.RootElement.TryGetProperty("data", out var data) ? data.GetRawText() : null);

        string? Member(string name) => json.RootElement.TryGetProperty(name, out var value) ? value.GetString() : null;
    }

    /// <summary>The data where it is a JSON string.</summary>
    public string DataText => JsonSerializer.Deserialize<string>(Data!)!;

    /// <summary>One of the data's members, as text.</summary>
    public string? Of(string member, string? otherwise = null)
    {
        using var json = JsonDocument.Parse(Data!);
        return json.RootElement.TryGetProperty(member, out var value) ? value.ToString() : otherwise;
    }

    public override string ToString() => Text.Length <= Shown ? Text : $"{Text[..Shown]}… ({Text.Length})";
}
