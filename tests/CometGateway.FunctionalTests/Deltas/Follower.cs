using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CometGateway.Core.Deltas;
using CometGateway.Core.Http;
using CometGateway.TestKit.Deltas;
using CometGateway.TestKit.Streams;

namespace CometGateway.FunctionalTests.Deltas;

/// <summary>A page that follows another: it keeps a state by what the events of its form say, and goes and comes back as visitors do.</summary>
internal sealed class Follower(string form, Func<string?, SseClient> open) : IAsyncDisposable
{
    // What came since the last whole state: enough to have any earlier moment again.
    private readonly List<ReceivedEvent> _log = [];
    private SseClient? _client;
    private string? _lastId;
    private int _applied;
    private string _text = "";
    private ItemListReader? _items;

    public string Form => form;

    public bool IsHere => _client is not null;

    /// <summary>Whole states that came, in all.</summary>
    public int Wholes { get; private set; }

    /// <summary>Changes that came, in all.</summary>
    public int Changes { get; private set; }

    public void Come()
    {
        (_client, _applied) = (open(_lastId), 0);
    }

    /// <summary>Cut off anywhere: what came last may have come in part, or not at all.</summary>
    public async Task GoAsync(Random random)
    {
        Apply(_client!.Events);
        await _client.DisposeAsync();
        _client = null;
        if (_log.Count == 0) return;
        ReceivedEvent[] received = [.. _log.SkipLast(random.Next(Math.Min(_log.Count, 6)))];
        _log.Clear();
        (_lastId, _text, _items) = (null, "", null);
        foreach (var one in received) Apply(one);
    }

    /// <summary>Completes when its state is <paramref name="body"/>, and fails when it does not become that.</summary>
    public async Task HasAsync(byte[] body, string what)
    {
        try
        {
            await _client!.WaitUntilAsync(
                events =>
                {
                    Apply(events);
                    return Has(body);
                },
                what);
        }
        catch (Exception reason)
        {
            throw new InvalidOperationException($"{form}, {what}: has {_text}, but should have {Encoding.UTF8.GetString(body)}", reason);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is not null) await _client.DisposeAsync();
    }

    private bool Has(byte[] body) => form switch
    {
        "text-delta" => _text == Encoding.UTF8.GetString(body),
        "items" when ItemList.Of(body, new MediaType("application/json"), ArrayKeys.Guessed) is { } list =>
            _items is not null && _items.Items.SequenceEqual(list.Items.Select(item => (item.Key, LineEnds(Encoding.UTF8.GetString(item.Value.Span))))),
        _ => _items is null && _text.Length > 0 && JsonSame.Difference(Encoding.UTF8.GetBytes(_text), body) is null,
    };

    // Events know no other line end, and within JSON it is white space.
    private static string LineEnds(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');

    private void Apply(IReadOnlyList<ReceivedEvent> events)
    {
        for (; _applied < events.Count; _applied++)
        {
            var one = events[_applied];
            if (one.Type is "status") continue;
            if (one.Type is "snapshot" or "reset") Wholes++;
            else Changes++;
            Apply(one);
        }
    }

    private void Apply(ReceivedEvent one)
    {
        _lastId = one.Id ?? _lastId;
        if (one.Type is "snapshot" or "reset") _log.Clear();
        _log.Add(one);
        switch (one.Type)
        {
            case "snapshot":
                (_text, _items) = (form is "text-delta" ? JsonSerializer.Deserialize<string>(one.Data)! : one.Data, null);
                break;
            case "patch":
                _text = JsonSpacing.None.Text(JsonPatchReader.Apply(Encoding.UTF8.GetBytes(_text), Encoding.UTF8.GetBytes(one.Data)));
                break;
            case "merge":
                _text = MergePatchReader.Apply(JsonNode.Parse(_text), JsonNode.Parse(one.Data))!.ToJsonString();
                break;
            case "delta":
                _text = TextDeltaReader.Apply(_text, one.Data);
                break;
            default:
                if (one.Type is "reset") _items = new();
                _items!.Apply(one.Type, Encoding.UTF8.GetBytes(one.Data));
                break;
        }
    }
}
