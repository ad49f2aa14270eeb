using System.Globalization;
using CometGateway.Benchmarks.Servers;

namespace CometGateway.Benchmarks.ManyResources;

/// <summary>One way to run the gateway with so many resources, each with so many streams.</summary>
internal sealed record ResourcesPeer(GatewayVariant Variant, int Resources, int StreamsEach) : INamed
{
    public string Name => $"{Variant.Name}, {Text(Resources)} × {Text(StreamsEach)}";

    public int Streams => Resources * StreamsEach;

    public ResourcesPeer With(int resources, int streamsEach) => this with { Resources = resources, StreamsEach = streamsEach };

    private static string Text(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
