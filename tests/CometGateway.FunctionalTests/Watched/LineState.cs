using System.Text;
using System.Text.Json.Nodes;
using CometGateway.TestKit.Deltas;
using CometGateway.TestKit.Streams;

namespace CometGateway.FunctionalTests.Watched;

/// <summary>A page's state as a client keeps it by the lines that it is sent.</summary>
internal sealed class LineState(string form)
{
    public string Text { get; private set; } = "";

    public ItemListReader? Items { get; private set; }

    public string? Id { get; private set; }

    public LineState With(IEnumerable<ReceivedLine> lines)
    {
        foreach (var line in lines) Apply(line);
        return this;
    }

    public bool Is(string json) => Text.Length > 0 && JsonSame.Difference(Encoding.UTF8.GetBytes(Text), Encoding.UTF8.GetBytes(json)) is null;

    private void Apply(ReceivedLine line)
    {
        Id = line.Id ?? Id;
        switch (line.Event)
        {
            case "message":
                Text = line.Data!;
                break;
            case "snapshot":
                Text = form is "text-delta" ? line.DataText : line.Data!;
                break;
            case "patch":
                Text = JsonSpacing.None.Text(JsonPatchReader.Apply(Encoding.UTF8.GetBytes(Text), Encoding.UTF8.GetBytes(line.Data!)));
                break;
            case "merge":
                Text = MergePatchReader.Apply(JsonNode.Parse(Text), JsonNode.Parse(line.Data!))!.ToJsonString();
                break;
            case "delta":
                Text = TextDeltaReader.Apply(Text, line.Data!);
                break;
            case "reset" or "added" or "changed" or "removed":
                if (line.Event is "reset") Items = new();
                Items!.Apply(line.Event, Encoding.UTF8.GetBytes(line.Data!));
                break;
        }
    }
}
