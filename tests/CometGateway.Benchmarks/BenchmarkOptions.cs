using System.Globalization;
using CometGateway.Benchmarks.Servers;

namespace CometGateway.Benchmarks;

/// <summary>How to run a benchmark.</summary>
/// <param name="Quick">A look whether it works: small numbers and one round, whose figures mean nothing.</param>
/// <param name="Rounds">How often each server is measured, in turns.</param>
/// <param name="Variants">Which ways to run the gateway.</param>
/// <param name="Only">A part of the names of the cases to measure, where a benchmark has cases with names; empty for all.</param>
internal sealed record BenchmarkOptions(bool Quick, int Rounds, IReadOnlyList<GatewayVariant> Variants, string Only)
{
    public const string Usage = "[--quick] [--rounds N] [--minutes N] [--variant NAME]… [--only PART OF A NAME]";
    private const int UsualRounds = 3;

    /// <summary>As it was given, to be repeated.</summary>
    public string Words { get; private init; } = "";

    private double? GivenMinutes { get; init; }

    /// <exception cref="FormatException">There is no such option or variant, or what should be a number is none.</exception>
    public static BenchmarkOptions Parse(IReadOnlyList<string> words)
    {
        var quick = false;
        int? rounds = null;
        double? minutes = null;
        var only = "";
        List<GatewayVariant> variants = [];
        for (var i = 0; i < words.Count; i++)
        {
            switch (words[i])
            {
                case "--quick": quick = true; break;
                case "--rounds" when i + 1 < words.Count: rounds = (int)Number(words[i], words[++i]); break;
                case "--minutes" when i + 1 < words.Count: minutes = Number(words[i], words[++i]); break;
                case "--variant" when i + 1 < words.Count: variants.Add(Variant(words[++i])); break;
                case "--only" when i + 1 < words.Count: only = words[++i]; break;
                default: throw new FormatException($"{words[i]}: allowed are {Usage}");
            }
        }

        return new(quick, rounds ?? (quick ? 1 : UsualRounds), variants.Count > 0 ? variants : GatewayVariant.All, only)
        {
            Words = string.Join(' ', words.Select(word => word.Contains(' ', StringComparison.Ordinal) ? $"'{word}'" : word)),
            GivenMinutes = minutes,
        };
    }

    /// <summary>One number for the real run, another for a look.</summary>
    public T Choose<T>(T real, T quick) => Quick ? quick : real;

    /// <summary>How long a turn is measured, where it is long.</summary>
    public TimeSpan Minutes(double real, double quick) => TimeSpan.FromMinutes(GivenMinutes ?? Choose(real, quick));

    private static double Number(string option, string word) =>
        double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : throw new FormatException($"{option} {word}: a number over 0");

    private static GatewayVariant Variant(string name) =>
        GatewayVariant.All.FirstOrDefault(variant => string.Equals(variant.Name, name, StringComparison.Ordinal))
        ?? throw new FormatException($"--variant {name}: there is {string.Join(", ", GatewayVariant.All.Select(variant => $"'{variant.Name}'"))}");
}
