namespace CometGateway.Demo.Hosting;

internal static class Pace
{
    /// <summary>An irregular pause between two bounds, in seconds.</summary>
    public static TimeSpan Between(this Random random, double shortest, double longest) =>
        TimeSpan.FromSeconds(shortest + (random.NextDouble() * (longest - shortest)));

    public static T Pick<T>(this Random random, IReadOnlyList<T> from) => from[random.Next(from.Count)];
}
