using System.Globalization;
using System.Text.Json;
using CometGateway.Demo.Hosting;
using CometGateway.Demo.Http;

namespace CometGateway.Demo.Chat;

/// <summary>The last messages of one room, with two robots that keep it going.</summary>
internal sealed class ChatRoom : IChanging
{
    public const int Kept = 50;
    public const int LongestName = 30;
    public const int LongestText = 300;

    private static readonly string[] _robots = ["Marta (sales)", "Jon (warehouse)"];

    private static readonly string[] _lines =
    [
        "Has anybody seen the keys of the van?", "The 10:40 delivery is here.", "Coffee is ready.",
        "Printer on the second floor is out of paper again.", "Who ordered forty boxes of staples?",
        "Meeting moved to room 3.", "Thanks, found it.", "Customer on line two for Peter.",
        "Can somebody refresh the price list?", "Back in five minutes.", "The new forms are on the wiki.",
        "Did the numbers for March come in?", "Yes, they are on the report page.", "It loads slowly, give it time.",
    ];

    private readonly Lock _gate = new();
    private readonly Queue<ChatMessage> _messages = new();
    private readonly TimeProvider _time;
    private readonly string _start;
    private long _lastId;

    public ChatRoom(TimeProvider time)
    {
        _time = time;
        _start = time.GetUtcNow().Ticks.ToString("x", CultureInfo.InvariantCulture);
        Current = Publish();
        Say("Reception", "Good morning! This is the staff room. Be nice.");
    }

    public Representation Current { get => Volatile.Read(ref field); private set => Volatile.Write(ref field, value); }

    public void Say(string name, string text)
    {
        lock (_gate)
        {
            _messages.Enqueue(new(++_lastId, name, text, _time.GetUtcNow().ToUnixTimeMilliseconds()));
            if (_messages.Count > Kept)
                _messages.Dequeue();
            Current = Publish();
        }
    }

    public TimeSpan Change(Random random)
    {
        Say(random.Pick(_robots), random.Pick(_lines));
        return random.Between(4, 12);
    }

    private Representation Publish() => new(
        JsonSerializer.SerializeToUtf8Bytes(_messages, JsonSerializerOptions.Web),
        Representation.Json,
        ETag: string.Create(CultureInfo.InvariantCulture, $"\"{_start}-{_lastId:x}\""));
}
