using System.Collections.Concurrent;
using CometGateway.Demo.Hosting;

namespace CometGateway.Demo.Wiki;

/// <summary>The wiki, with a robot that keeps the lunch list.</summary>
internal sealed class WikiPages : IChanging
{
    public const int MostPages = 50;
    public const int LongestText = 8_000;
    public const int LongestAuthor = 30;

    private static readonly string[] _dishes =
        ["Pea soup", "Fish pie", "Cheese omelette", "Lentil stew", "Beef sandwich", "Potato gratin", "Mushroom risotto", "Apple crumble"];

    private readonly Lock _writing = new();
    private readonly ConcurrentDictionary<string, WikiPage> _pages = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;

    public WikiPages(TimeProvider time)
    {
        _time = time;
        TryWrite("Home", "== Our wiki ==\nEverybody may edit. Start with these:\n* Lunch\n* Phones", "Reception");
        TryWrite("Lunch", "== Lunch today ==\nPortions left, counted by the kitchen:\n* Pea soup: 12\n* Fish pie: 9", "Kitchen");
        TryWrite("Phones", "== Phones ==\n* Reception: '''100'''\n* Warehouse: '''214'''\n* Sales: '''305'''", "Reception");
    }

    public static bool IsName(string name) =>
        name.Length is > 0 and <= 40 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-');

    public WikiPage? Find(string name) => _pages.GetValueOrDefault(name);

    /// <summary>False when the wiki is full and the page would be a new one.</summary>
    public bool TryWrite(string name, string source, string author)
    {
        lock (_writing)
        {
            var before = Find(name);
            if (before is null && _pages.Count >= MostPages)
                return false;
            _pages[name] = WikiPage.Write(source, author, _time.GetUtcNow(), before);
            return true;
        }
    }

    public TimeSpan Change(Random random)
    {
        var dishes = _dishes.OrderBy(_ => random.Next()).Take(3).Select(dish => $"* {dish}: {random.Next(1, 20)}");
        TryWrite("Lunch", $"== Lunch today ==\nPortions left, counted by the kitchen:\n{string.Join('\n', dishes)}", "Kitchen");
        return random.Between(6, 18);
    }
}
