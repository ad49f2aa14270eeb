using System.Text.Json.Nodes;
using CometGateway.Configuration;
using CometGateway.TestKit;

namespace CometGateway.Tests.Configuration;

/// <summary>config/README.md has a row for every key, with its true default and range.</summary>
public sealed class KeyReferenceTests
{
    private static readonly string Reference = File.ReadAllText(Repository.PathOf("config/README.md"));

    private static readonly JsonNode Schema = JsonNode.Parse(File.ReadAllText(Repository.PathOf("config/comet.schema.json")))!["$defs"]!;

    public static TheoryData<string, string, Type> Tables => new()
    {
        { "", "comet", typeof(CometSettings) },
        { "Limits:", "comet/properties/Limits", typeof(LimitSettings) },
        { "History:", "comet/properties/History", typeof(HistorySettings) },
        { "Origin:", "origin", typeof(OriginSettings) },
        { "", "policy", typeof(CometPolicy) },
        { "Poll:", "policy/properties/Poll", typeof(Core.Watching.PollPolicy) },
    };

    [Theory]
    [MemberData(nameof(Tables))]
    public void Reference_EveryKey_HasARowWithDefaultRangeAndTheSchemasMeaning(string prefix, string schema, Type settings)
    {
        var properties = schema.Split('/').Aggregate(Schema, (node, name) => node[name]!)["properties"]!;
        foreach (var key in SettingKey.Of(settings).Where(key => key.Kind != SettingKind.Group))
        {
            var row = Assert.Single(Reference.Split('\n'), line => line.StartsWith($"| `{prefix}{key.Name}` |", StringComparison.Ordinal));
            var cells = row.Split(" | ");
            // A map is described by what it leads to: the reference has a section for that.
            if (key.Kind != SettingKind.Map)
                Assert.StartsWith(cells[4].TrimEnd(' ', '|'), properties[key.Name]!["description"]!.GetValue<string>(), StringComparison.Ordinal);
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
