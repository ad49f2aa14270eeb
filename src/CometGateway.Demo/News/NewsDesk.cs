using CometGateway.Demo.Hosting;
using CometGateway.Demo.Http;

namespace CometGateway.Demo.News;

/// <summary>The news feed: a new item now and then, the last twenty kept.</summary>
internal sealed class NewsDesk : IChanging
{
    public const int Kept = 20;

    private static readonly string[] _who = ["The harbour office", "The port authority", "Our Rotterdam branch", "The weather service", "The works council"];

    private static readonly (string Title, string Summary)[] _what =
    [
        ("opens berth 4 again", "The crane has passed its inspection."), ("expects fog until noon", "Please drive slowly on the quay."),
        ("moves the summer party", "It now starts at five, in hall B."), ("reports a record month", "More boxes & fewer delays than ever."),
        ("closes the east gate", "Use the west gate while the road is mended."), ("thanks all helpers", "The flood wall held."),
        ("publishes new tide tables", "Copies are at reception."),
    ];

    private readonly LinkedList<NewsItem> _newestFirst = new();
    private readonly TimeProvider _time;
    private Modified _modified;
    private long _number;

    public NewsDesk(TimeProvider time)
    {
        _time = time;
        var now = time.GetUtcNow();
        _modified = Modified.At(now);
        Add("Welcome to the new intranet", "News now come as a feed.", now);
        Current = Publish();
    }

    public Representation Current { get => Volatile.Read(ref field); private set => Volatile.Write(ref field, value); }

    public TimeSpan Change(Random random)
    {
        var now = _time.GetUtcNow();
        var (title, summary) = random.Pick(_what);
        Add($"{random.Pick(_who)} {title}", summary, now);
        _modified = _modified.Again(now);
        Current = Publish();
        return random.Between(8, 25);
    }

    private void Add(string title, string summary, DateTimeOffset now)
    {
        _newestFirst.AddFirst(new NewsItem(++_number, title, summary, now));
        if (_newestFirst.Count > Kept)
            _newestFirst.RemoveLast();
    }

    private Representation Publish() =>
        new(RssFeed.Write(_newestFirst), Representation.Rss, LastModified: _modified.Date, CannotTell: _modified.Shared);
}
