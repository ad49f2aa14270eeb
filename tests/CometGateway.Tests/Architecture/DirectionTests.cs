using System.Text.RegularExpressions;
using CometGateway.TestKit;

namespace CometGateway.Tests.Architecture;

/// <summary>Who may name whom: the arrows between projects and folders.</summary>
public sealed class DirectionTests
{
    private static readonly string[] CoreOrder = ["Http", "Snapshots", "Deltas", "History", "Watching"];

    private static readonly string[] MayNameYarp = ["Configuration", "Routing", "Upstream", "DependencyInjection"];

    [Fact]
    public void Core_EachFolder_SeesOnlyThoseToItsLeft() => SourceText.AssertNone(CoreOrder.SelectMany((folder, index) =>
        SourceText.Under($"src/CometGateway.Core/{folder}").SelectMany(file => file.Where(NamesFolder("CometGateway.Core", CoreOrder[(index + 1)..])))));

    [Fact]
    public void Core_Folders_AreThoseOfTheOrder() => SourceText.AssertNone(SourceText.Under("src/CometGateway.Core").Where(file => !CoreOrder.Contains(file.Path.Split('/')[2], StringComparer.Ordinal)).Select(file => file.Path));

    [Fact]
    public void Core_References_NoWebFrameworkAndNoPackage() => Assert.All(
        typeof(Core.Snapshots.Snapshot).Assembly.GetReferencedAssemblies(),
        reference => Assert.StartsWith("System.", reference.Name, StringComparison.Ordinal));

    [Fact]
    public void Gateway_OutsideTheFourFolders_NamesNoYarpType() => SourceText.AssertNone(
        SourceText.Under("src/CometGateway").Where(file => !MayNameYarp.Contains(file.Path.Split('/')[2], StringComparer.Ordinal)).SelectMany(file => file.Where(new(@"\bYarp\.", RegexOptions.None, TimeSpan.FromSeconds(1)))));

    [Theory]
    [InlineData("Transports", "Upstream")]
    [InlineData("Upstream", "Transports")]
    [InlineData("Resources", "Routing")]
    [InlineData("Transports", "Resources")]
    [InlineData("Transports", "Routing")]
    [InlineData("Upstream", "Resources")]
    [InlineData("Upstream", "Routing")]
    public void Gateway_Folder_DoesNotSeeWhatStandsAboveOrBesideIt(string folder, string other) => SourceText.AssertNone(
        SourceText.Under($"src/CometGateway/{folder}").SelectMany(file => file.Where(NamesFolder("CometGateway", other))));

    [Fact]
    public void Demo_NamesNothingOfOurs()
    {
        SourceText.AssertNone(SourceText.Under("src/CometGateway.Demo").SelectMany(file => file.Where(new(@"\bCometGateway\.(?!Demo\b)", RegexOptions.None, TimeSpan.FromSeconds(1)))));
        Assert.DoesNotContain(typeof(Demo.DemoSite).Assembly.GetReferencedAssemblies(), reference => reference.Name!.StartsWith("CometGateway", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("CometGateway.Core")]
    [InlineData("CometGateway.Demo")]
    [InlineData("CometGateway", "CometGateway.Core")]
    [InlineData("CometGateway.Host", "CometGateway", "CometGateway.Demo")]
    public void Project_References_AreThoseAllowed(string project, params string[] allowed)
    {
        var text = File.ReadAllText(Repository.PathOf($"src/{project}/{project}.csproj"));
        var references = Regex.Matches(text, "ProjectReference Include=\"[^\"]*?(?<name>[^/\\\\\"]+)\\.csproj\"", RegexOptions.None, TimeSpan.FromSeconds(1));

        Assert.Equal(allowed, references.Select(reference => reference.Groups["name"].Value));
    }

    [Theory]
    [InlineData("using CometGateway.Core.Watching;", true)]
    [InlineData("    private Watching.PollPolicy _policy;", true)]
    [InlineData("    private readonly Core.Watching.PollPolicy _policy;", true)]
    [InlineData("namespace CometGateway.Core.Http;", false)]
    [InlineData("    var length = site.Watching.Count;", false)]
    public void NamesFolder_Line_IsSeenOnlyWhereItNamesTheNamespace(string line, bool seen) =>
        Assert.Equal(seen, SourceText.From("a.cs", [line]).Where(NamesFolder("CometGateway.Core", "Watching", "History")).Any());

    // Without global usings a type of another folder needs a using or a qualified name.
    private static Regex NamesFolder(string project, params string[] folders)
    {
        var last = project.Split('.')[^1];
        return new($@"(?<![\w.])({Regex.Escape(project)}\.|{last}\.)?({string.Join('|', folders.DefaultIfEmpty("\0"))})(\.[A-Z]|;)", RegexOptions.None, TimeSpan.FromSeconds(1));
    }
}
