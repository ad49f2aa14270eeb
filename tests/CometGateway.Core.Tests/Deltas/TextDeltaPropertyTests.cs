using System.Text;
using System.Text.Json;
using CometGateway.Core.Deltas;
using CometGateway.TestKit.Deltas;

namespace CometGateway.Core.Tests.Deltas;

public sealed class TextDeltaPropertyTests
{
    private static readonly UTF8Encoding _strict = new(false, throwOnInvalidBytes: true);

    [Fact]
    public void Between_EditedTexts_IsExactAndWellFormed() => Check(20_000, (texts, _) =>
    {
        var from = texts.Any();
        return (from, texts.Edited(from));
    });

    [Fact]
    public void Between_UnrelatedTexts_IsExactAndWellFormed() => Check(10_000, (texts, _) => (texts.Any(), texts.Any()));

    [Fact]
    public void Between_LargerTextsEditedManyTimes_IsExactAndWellFormed() => Check(100, (texts, random) =>
    {
        var from = random.Next(4) switch
        {
            0 => texts.Json(random.Next(300)),
            1 => texts.Html(random.Next(200)),
            2 => texts.Log(random.Next(300)),
            _ => texts.AnyCharacters(random.Next(20_000)),
        };
        var to = from;
        for (var edits = random.Next(12); edits >= 0; edits--) to = texts.Edited(to);
        return (from, to);
    });

    [Fact]
    public void Between_AnyTexts_RespectsTheLimitToTheByte()
    {
        var seed = Environment.ProcessId;
        var random = new Random(seed);
        var texts = new DeltaTexts(random);
        for (var round = 0; round < 3000; round++)
        {
            var text = texts.Any();
            var (from, to) = (_strict.GetBytes(text), _strict.GetBytes(texts.Edited(text)));
            var delta = TextDelta.Between(from, to, int.MaxValue)!;
            var lower = random.Next(delta.Length);

            Assert.True(delta.AsSpan().SequenceEqual(TextDelta.Between(from, to, delta.Length)), $"seed {seed}, round {round}: not within its own length");
            Assert.True(TextDelta.Between(from, to, delta.Length - 1) is null, $"seed {seed}, round {round}: longer than one byte less");
            Assert.True(TextDelta.Between(from, to, lower) is null, $"seed {seed}, round {round}: longer than {lower}");
        }
    }

    private static void Check(int rounds, Func<DeltaTexts, Random, (string From, string To)> pair)
    {
        var seed = Environment.ProcessId;
        var random = new Random(seed);
        var texts = new DeltaTexts(random);
        for (var round = 0; round < rounds; round++)
        {
            var (from, to) = pair(texts, random);
            var problem = Problem(from, to);
            Assert.True(problem is null, $"seed {seed}, round {round}: {problem}");
        }
    }

    private static string? Problem(string from, string to)
    {
        var bytes = TextDelta.Between(_strict.GetBytes(from), _strict.GetBytes(to), int.MaxValue)!;
        if (bytes.AsSpan().ContainsAnyInRange((byte)0, (byte)0x1F)) return "a control character in the delta";
        var delta = _strict.GetString(bytes);
        using var parts = JsonDocument.Parse(delta);
        if (parts.RootElement.EnumerateArray().Any(part => HasHalf(from, part))) return "half a surrogate pair in " + delta;
        if (TextDeltaReader.Apply(from, delta) != to) return "not exact: " + delta;
        return from == to && delta != (from.Length == 0 ? "[]" : $"[[0,{from.Length}]]") ? "equal, but " + delta : null;
    }

    private static bool HasHalf(string from, JsonElement part)
    {
        var text = part.ValueKind == JsonValueKind.String ? part.GetString()! : from.Substring(part[0].GetInt32(), part[1].GetInt32());
        return text.Length == 0 || char.IsLowSurrogate(text[0]) || char.IsHighSurrogate(text[^1]);
    }
}
