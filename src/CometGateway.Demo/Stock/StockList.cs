using System.Globalization;
using System.Text;
using CometGateway.Demo.Hosting;
using CometGateway.Demo.Http;
using CometGateway.Demo.Pages;

namespace CometGateway.Demo.Stock;

/// <summary>A large page of which little changes.</summary>
internal sealed class StockList : IChanging
{
    public const int Rows = 500;

    private static readonly string[] _goods = ["Rope", "Anchor", "Lamp", "Crate", "Pallet", "Buoy", "Chain", "Tarpaulin", "Hook", "Winch"];

    private readonly int[] _inStock = [.. Enumerable.Range(0, Rows).Select(row => 20 + (row * 37 % 180))];

    public StockList() => Current = Publish();

    public Representation Current { get => Volatile.Read(ref field); private set => Volatile.Write(ref field, value); }

    public TimeSpan Change(Random random)
    {
        for (var cells = random.Next(1, 5); cells > 0; cells--)
        {
            ref var cell = ref _inStock[random.Next(Rows)];
            cell = cell > 0 && random.Next(3) > 0 ? cell - 1 : cell + random.Next(1, 10);
        }

        Current = Publish();
        return random.Between(2, 4);
    }

    private Representation Publish()
    {
        var rows = new StringBuilder(Rows * 80);
        for (var row = 0; row < Rows; row++)
        {
            rows.Append(CultureInfo.InvariantCulture, $"<tr><td>{row + 1001}</td><td>{_goods[row % _goods.Length]}, size {(row / _goods.Length) + 1}</td>")
                .Append(CultureInfo.InvariantCulture, $"<td>Hall {(char)('A' + (row % 6))}</td><td class=\"n\">{_inStock[row]}</td></tr>\n");
        }

        return Representation.Page(Page.Render("stock.html", "Stock list", ("!rows", rows.ToString())));
    }
}
