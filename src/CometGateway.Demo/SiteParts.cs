using CometGateway.Demo.Accounts;
using CometGateway.Demo.Chat;
using CometGateway.Demo.Hosting;
using CometGateway.Demo.News;
using CometGateway.Demo.Slow;
using CometGateway.Demo.Status;
using CometGateway.Demo.Stock;
using CometGateway.Demo.Ticker;
using CometGateway.Demo.Wiki;

namespace CometGateway.Demo;

/// <summary>All that the site knows, in memory.</summary>
internal sealed class SiteParts(TimeProvider time)
{
    public TickerBoard Ticker { get; } = new(time);

    public ChatRoom Chat { get; } = new(time);

    public WikiPages Wiki { get; } = new(time);

    public NewsDesk News { get; } = new(time);

    public SlowReport Slow { get; } = new(time);

    public Logins Accounts { get; } = new(time);

    public ServiceStatus Status { get; } = new(time);

    public StockList Stock { get; } = new();

    public IReadOnlyList<IChanging> Changing => [Ticker, Chat, Wiki, News, Slow, Accounts, Status, Stock];
}
