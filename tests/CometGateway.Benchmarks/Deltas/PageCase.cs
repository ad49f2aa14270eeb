using System.Text;

namespace CometGateway.Benchmarks.Deltas;

/// <summary>Two states of a generated page of about a given size. Always the same bytes.</summary>
internal sealed record PageCase(PageKind Kind, PageChange Change, int Size, byte[] From, byte[] To)
{
    private const int SampleRows = 50;
    private const int Seed = 20_251;

    public static IReadOnlyList<int> Sizes { get; } = [10 << 10, 100 << 10, 1 << 20];

    public bool IsJson => Kind.Type.IsJson;

    public string SizeName => Size < 1 << 20 ? $"{Size >> 10} KiB" : $"{Size >> 20} MiB";

    public override string ToString() => $"{Kind.Name}, {Change.Name}, {SizeName}";

    public static IEnumerable<PageCase> All() =>
        Sizes.SelectMany(size => PageKind.All.SelectMany(kind => kind.Changes.Select(change => Of(kind, change, size))));

    private static PageCase Of(PageKind kind, PageChange change, int size)
    {
        var random = new Random(Seed);
        var (empty, sample) = (Bytes(kind, []).Length, Bytes(kind, Rows(SampleRows, random)).Length);
        var rows = Rows((size - empty) * SampleRows / (sample - empty), random);
        return new(kind, change, size, Bytes(kind, rows), Bytes(kind, [.. change.Apply(rows, random)]));
    }

    private static Row[] Rows(int count, Random random) => [.. Enumerable.Range(1, count).Select(id => Row.New(id, random))];

    private static byte[] Bytes(PageKind kind, IReadOnlyList<Row> rows) => Encoding.UTF8.GetBytes(kind.Write(rows));
}
