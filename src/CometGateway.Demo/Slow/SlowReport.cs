using System.Globalization;
using System.Text;
using CometGateway.Demo.Hosting;
using CometGateway.Demo.Http;

namespace CometGateway.Demo.Slow;

/// <summary>A report over a data base that has seen better days.</summary>
internal sealed class SlowReport : IChanging
{
    private static readonly string[] _regions = ["North", "East", "South", "West"];

    private readonly int[] _orders = [412, 388, 501, 276];
    private readonly TimeProvider _time;

    public SlowReport(TimeProvider time)
    {
        _time = time;
        Current = Publish();
    }

    public Representation Current { get => Volatile.Read(ref field); private set => Volatile.Write(ref field, value); }

    public TimeSpan Change(Random random)
    {
        _orders[random.Next(_orders.Length)] += random.Next(1, 9);
        Current = Publish();
        return random.Between(10, 20);
    }

    private Representation Publish()
    {
        var html = new StringBuilder("<table>\n<tr><th>Region</th><th>Orders</th></tr>\n");
        for (var i = 0; i < _regions.Length; i++)
            html.Append(CultureInfo.InvariantCulture, $"<tr><td>{_regions[i]}</td><td class=\"n\">{_orders[i]}</td></tr>\n");
        html.Append(CultureInfo.InvariantCulture, $"</table>\n<p>Booked until {_time.GetUtcNow():HH:mm:ss} UTC.</p>\n");
        return Representation.Page(html.ToString());
    }
}
