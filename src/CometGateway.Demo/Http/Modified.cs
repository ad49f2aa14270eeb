namespace CometGateway.Demo.Http;

/// <summary>When something was modified, as Last-Modified can say it: in whole seconds.</summary>
/// <param name="Shared">More than one modification in that second: the date cannot tell them apart (RFC 9110 §8.8.2.2).</param>
internal readonly record struct Modified(DateTimeOffset Date, bool Shared)
{
    public static Modified At(DateTimeOffset now) => new(WholeSecond(now), Shared: false);

    public Modified Again(DateTimeOffset now)
    {
        var second = WholeSecond(now);
        // A clock that was set back must not make a later state look like an older one.
        return second <= Date ? new(Date, Shared: true) : new(second, Shared: false);
    }

    private static DateTimeOffset WholeSecond(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());
}
