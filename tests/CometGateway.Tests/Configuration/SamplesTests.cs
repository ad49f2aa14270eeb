using CometGateway.Host;
using CometGateway.TestKit;

namespace CometGateway.Tests.Configuration;

public sealed class SamplesTests
{
    public static TheoryData<string> Files => new(
        Directory.GetFiles(Repository.PathOf("config/samples"), "*.json").Append(Repository.PathOf("config/gateway.json")).Select(file => Path.GetRelativePath(Repository.Root, file)));

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Sample_Checked_IsUsableWithoutWarnings(string file) => await AssertUsableAsync(Repository.PathOf(file));

    [Theory]
    [MemberData(nameof(Files))]
    public void Sample_Schema_PointsAtTheSchemaFile(string file)
    {
        var path = Repository.PathOf(file);
        var schema = ConfigurationText.Load(File.ReadAllText(path))["$schema"]!;

        Assert.Equal(Repository.PathOf("config/comet.schema.json"), Path.GetFullPath(schema, Path.GetDirectoryName(path)!));
    }

    internal static async Task AssertUsableAsync(string file)
    {
        using var output = new StringWriter();
        var exit = await CheckCommand.RunAsync([file], output);

        Assert.Equal(0, exit);
        Assert.StartsWith("The configuration is usable: ", output.ToString(), StringComparison.Ordinal);
    }
}
