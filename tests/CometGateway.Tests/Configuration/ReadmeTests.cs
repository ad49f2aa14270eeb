using System.Text.RegularExpressions;
using System.Xml.Linq;
using CometGateway.TestKit;

namespace CometGateway.Tests.Configuration;

/// <summary>What the README tells a new user to type is true.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string Readme = File.ReadAllText(Repository.PathOf("README.md"));

    [Fact]
    public async Task CompleteConfig_Checked_IsUsableWithoutWarnings()
    {
        using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, "gateway.json");
        await File.WriteAllTextAsync(file, JsonBlock().Match(Readme).Groups["json"].Value);

        await SamplesTests.AssertUsableAsync(file);
    }

    [Theory]
    [InlineData("src/CometGateway.Host")]
    [InlineData("tests/run.sh")]
    [InlineData("config/README.md")]
    [InlineData("config/samples")]
    [InlineData("CHANGELOG.md")]
    public void Path_NamedInReadme_Exists(string path)
    {
        Assert.Contains(path, Readme, StringComparison.Ordinal);
        Assert.True(File.Exists(Repository.PathOf(path)) || Directory.Exists(Repository.PathOf(path)));
    }

    // The Web SDK's default is the project's folder, in which no file of the user's lies.
    [Fact]
    public void Command_DotnetRun_ReadsFilesFromWhereTheUserStands()
    {
        Assert.Contains("dotnet run --project src/CometGateway.Host -- --config gateway.json", Readme, StringComparison.Ordinal);
        var project = XDocument.Load(Repository.PathOf("src/CometGateway.Host/CometGateway.Host.csproj"));
        Assert.Equal("false", Assert.Single(project.Descendants("EnableDefaultRunWorkingDirectory")).Value);
    }

    [GeneratedRegex("config: checked by a test -->\\s*```json(?<json>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex JsonBlock();
}
