namespace CometGateway.Demo.Ticker;

/// <param name="Price">In the stock's currency, two decimals.</param>
/// <param name="Change">Against the opening price, in percent.</param>
internal sealed record Quote(decimal Price, decimal Change);
