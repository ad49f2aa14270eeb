namespace CometGateway.Benchmarks.Deltas;

/// <summary>What happens to the rows of a page from one poll to the next.</summary>
internal sealed record PageChange(string Name, Func<Row[], Random, IEnumerable<Row>> Apply)
{
    private const int ValuesPerRow = 6;

    public static PageChange Edits { get; } = new("1 % of values edited", (rows, random) =>
    {
        var edited = rows.ToArray();
        for (var count = Math.Max(1, rows.Length * ValuesPerRow / 100); count > 0; count--)
        {
            var at = random.Next(edited.Length);
            edited[at] = edited[at].Edited(random);
        }

        return edited;
    });

    public static PageChange HeadInsert { get; } = new("row inserted at the head", (rows, random) => rows.Prepend(Row.New(rows.Length + 1, random)));

    public static PageChange MiddleRemoval { get; } = new("row removed in the middle", (rows, _) => rows.Where((_, index) => index != rows.Length / 2));

    /// <summary>By another column: every row gets another place.</summary>
    public static PageChange Resort { get; } = new("full re-sort", (rows, _) => rows.OrderBy(row => row.Price));

    /// <summary>What a log does: some come at the end, as many go at the head.</summary>
    public static PageChange Roll { get; } = new("appended, head dropped", (rows, random) =>
    {
        var count = Math.Max(1, rows.Length / 100);
        return rows.Skip(count).Concat(Enumerable.Range(rows.Length + 1, count).Select(id => Row.New(id, random)));
    });
}
