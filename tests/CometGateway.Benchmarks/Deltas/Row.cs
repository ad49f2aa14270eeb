namespace CometGateway.Benchmarks.Deltas;

/// <summary>One row of a generated page, whatever the page makes of it.</summary>
internal sealed record Row(int Id, string Title, decimal Price, int Quantity, string State, string Tag)
{
    private static readonly string[] _states = ["open", "closed", "held", "sold out"];
    private static readonly string[] _words = ["red", "fast", "small", "Baltic", "second-hand", "round", "lamp", "chair", "engine", "window", "ladder", "kettle"];

    public static Row New(int id, Random random) => new(
        id,
        $"{_words[random.Next(_words.Length)]} {_words[random.Next(_words.Length)]} {random.Next(1_000_000)}",
        random.Next(10_000_000) / 100m,
        random.Next(1000),
        _states[random.Next(_states.Length)],
        _words[random.Next(_words.Length)]);

    /// <summary>With one value edited in place.</summary>
    public Row Edited(Random random) => random.Next(3) switch
    {
        0 => this with { Price = random.Next(10_000_000) / 100m },
        1 => this with { Quantity = random.Next(1000) },
        _ => this with { State = _states[random.Next(_states.Length)] },
    };
}
