using System.Globalization;
using System.Text.Json;
using CometGateway.Demo.Hosting;
using CometGateway.Demo.Http;

namespace CometGateway.Demo.Ticker;

/// <summary>Share prices on a random walk: a few of them move at irregular moments.</summary>
internal sealed class TickerBoard : IChanging
{
    private static readonly (string Symbol, decimal Opening)[] _shares =
    [
        ("ACME", 128.40m), ("BOLT", 42.15m), ("CROW", 311.00m), ("DUNE", 8.72m),
        ("EMBR", 76.30m), ("FLUX", 19.95m), ("GRIT", 154.60m), ("HALO", 63.05m),
    ];

    private readonly SortedDictionary<string, Quote> _prices = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;
    private readonly string _start;
    private long _revision;

    public TickerBoard(TimeProvider time)
    {
        _time = time;
        // Part of the tag: revision 7 of this run is not revision 7 of the last.
        _start = time.GetUtcNow().Ticks.ToString("x", CultureInfo.InvariantCulture);
        foreach (var (symbol, opening) in _shares)
            _prices[symbol] = new(opening, 0);
        Current = Publish();
    }

    public Representation Current { get => Volatile.Read(ref field); private set => Volatile.Write(ref field, value); }

    public TimeSpan Change(Random random)
    {
        for (var moves = random.Next(1, 4); moves > 0; moves--)
        {
            var (symbol, opening) = random.Pick(_shares);
            _prices[symbol] = Move(_prices[symbol], opening, random);
        }

        _revision++;
        Current = Publish();
        return random.Between(0.5, 4);
    }

    // A step of up to 0.6 % with a pull back to the opening price: without the pull a walk of days ends at nothing.
    private static Quote Move(Quote quote, decimal opening, Random random)
    {
        var step = (decimal)((random.NextDouble() * 1.2) - 0.6) / 100;
        var pull = (opening - quote.Price) / opening / 50;
        var price = Math.Round(quote.Price * (1 + step + pull), 2);
        if (price == quote.Price)
            price += 0.01m;
        return new(price, Math.Round((price - opening) / opening * 100, 2));
    }

    private Representation Publish()
    {
        var body = new { revision = _revision, changedAt = _time.GetUtcNow().ToUnixTimeMilliseconds(), prices = _prices };
        return new(
            JsonSerializer.SerializeToUtf8Bytes(body, JsonSerializerOptions.Web),
            Representation.Json,
            ETag: string.Create(CultureInfo.InvariantCulture, $"\"{_start}-{_revision:x}\""));
    }
}
