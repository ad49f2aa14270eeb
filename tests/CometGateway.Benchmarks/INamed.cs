namespace CometGateway.Benchmarks;

/// <summary>A server to measure, by the name of its row.</summary>
internal interface INamed
{
    string Name { get; }
}
