using System.Text;

namespace CometGateway.TestKit.Deltas;

/// <summary>Two states of a random page, as UTF-8: the second is an edit of the first. The same for the same seed and index.</summary>
public sealed record JsonPair(int Seed, int Index, byte[] From, byte[] To)
{
    public static JsonPair Of(int seed, int index, bool duplicateNames = false)
    {
        var random = new Random(unchecked((seed * 1_000_003) + index));
        var values = new RandomJson(random, duplicateNames);
        var document = values.Document();
        var edited = new JsonEdits(random, values).Edited(document);
        var spacing = Spacing(random, 3);
        return new(seed, index, spacing.Bytes(document), (random.Next(8) == 0 ? Spacing(random, 1) : spacing).Bytes(edited));
    }

    /// <summary>For the message of a test that fails: all that is needed to see it again.</summary>
    public string Failure(string what, byte[]? delta = null) =>
        $"{what}\nseed {Seed}, pair {Index}\nfrom  {Encoding.UTF8.GetString(From)}\nto    {Encoding.UTF8.GetString(To)}\ndelta {(delta is null ? "none" : Encoding.UTF8.GetString(delta))}";

    private static JsonSpacing Spacing(Random random, int oneIn) =>
        random.Next(oneIn) == 0 ? JsonSpacing.All[random.Next(JsonSpacing.All.Count)] : JsonSpacing.None;
}
