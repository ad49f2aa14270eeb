using System.Globalization;
using CometGateway.TestKit.Streams;
using Microsoft.AspNetCore.Http;

namespace CometGateway.TestKit.Sites;

/// <summary>Bodies that count, so that a reader sees whether anything came twice, late or out of order.</summary>
public static class Counting
{
    private const string Begin = "{\"n\":";

    public static string Body(int n) => string.Create(CultureInfo.InvariantCulture, $"{Begin}{n}}}");

    /// <summary>The number in an event's data.</summary>
    public static int NumberOf(ReceivedEvent one) =>
        int.Parse(one.Data.AsSpan(Begin.Length, one.Data.Length - Begin.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>The numbers of all data events, in order of arrival.</summary>
    public static IReadOnlyList<int> NumbersOf(IEnumerable<ReceivedEvent> events) =>
        [.. events.Where(one => one.Type is "message").Select(NumberOf)];

    /// <summary>
    /// Counts up once in each <paramref name="period"/> of real time, from <paramref name="first"/> to <paramref name="last"/>, beginning with the first
    /// request; answers 304 to its own ETag. No timer runs: a state is what the clock says when somebody asks.
    /// </summary>
    public static RequestDelegate Every(TimeSpan period, int last, int first = 0)
    {
        long started = 0;
        return context =>
        {
            Interlocked.CompareExchange(ref started, TimeProvider.System.GetTimestamp(), 0);
            var n = (int)Math.Min(last, first + (TimeProvider.System.GetElapsedTime(started) / period));
            var tag = string.Create(CultureInfo.InvariantCulture, $"\"{n}\"");
            context.Response.Headers.ETag = tag;
            if (context.Request.Headers.IfNoneMatch != tag) return Answers.Json(Body(n))(context);
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        };
    }
}
