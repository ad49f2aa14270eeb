namespace CometGateway.FunctionalTests.Load;

/// <summary>Tests that load both cores or watch the clock: they run when all others are done, one after the other.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class LoadCollection
{
    public const string Name = "Load";
}
