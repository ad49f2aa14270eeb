namespace CometGateway.Demo.News;

internal sealed record NewsItem(long Number, string Title, string Summary, DateTimeOffset Published);
