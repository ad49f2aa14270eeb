using CometGateway.Configuration;
using CometGateway.TestKit;

namespace CometGateway.Tests.Configuration;

/// <summary>config/README.md has a row for every key, with its true default and range.</summary>
public sealed class KeyReferenceTests
{
    private static readonly string Reference = File.ReadAllText(Repository.PathOf("config/README.md"));

    public static TheoryData<string, Type> Tables => new()
    {
        { "", typeof(CometSettings) },
        { "Limits:", typeof(LimitSettings) },
        { "History:", typeof(HistorySettings) },
        { "Origin:", typeof(OriginSettings) },
        { "", typeof(CometPolicy) },
        { "Poll:", typeof(Core.Watching.PollPolicy) },
    };

    [Theory]
    [MemberData(nameof(Tables))]
    public void Reference_EveryKey_HasARowWithDefaultAndRange(string prefix, Type settings)
    {
        foreach (var key in SettingKey.Of(settings).Where(key => key.Kind != SettingKind.Group))
        {
            var row = Assert.Single(Reference.Split('\n'), line => line.StartsWith($"| `{prefix}{key.Name}` |", StringComparison.Ordinal));
            var cells = row.Split(" | ");
            if (key.Kind != SettingKind.Map && SchemaTests.DefaultOf(key) is { } value)
                Assert.Equal($"`{value.ToJsonString()}`", cells[2]);
            if (key.Minimum is not null)
                Assert.Equal($"{SettingValue.Text(key.Minimum)} to {SettingValue.Text(key.Maximum)}", cells[3]);
            if (key.Words.Count > 0)
                Assert.Equal(string.Join(", ", key.Words.Select(word => $"`{word}`")), cells[3]);
        }
    }

    [Fact]
    public void Reference_EveryGroup_HasASection()
    {
        foreach (var group in new[] { "Comet:Limits", "Comet:History", "Comet:Origin", "Comet:Policies:<name>", "Comet:Policies:<name>:Poll" })
            Assert.Contains($"\n## `{group}`\n", Reference, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reference_Example_IsUsable()
    {
        var start = Reference.IndexOf("```json\n", StringComparison.Ordinal) + "```json\n".Length;
        using var folder = new TempFolder();
        var file = folder.Write("example.json", Reference[start..Reference.IndexOf("```", start, StringComparison.Ordinal)]);

        await SamplesTests.AssertUsableAsync(file);
    }
}
