using System.Reflection;
using System.Xml.Linq;
using CometGateway.TestKit;

namespace CometGateway.Tests.PublicApi;

public sealed class PublicSurfaceTests
{
    private const string Accept = "COMETGATEWAY_ACCEPT_PUBLIC_API";

    private static readonly string Approved = Repository.PathOf("tests/CometGateway.Tests/PublicApi/CometGateway.txt");

    private static readonly Assembly[] Assemblies = [typeof(Core.Snapshots.Snapshot).Assembly, typeof(ICometResources).Assembly];

    [Fact]
    public void PublicSurface_Members_AreThoseApproved()
    {
        var actual = Assemblies.SelectMany(assembly => PublicSurface.Describe(assembly).Prepend($"# {assembly.GetName().Name}").Append("")).ToList();
        if (Environment.GetEnvironmentVariable(Accept) is "1")
            File.WriteAllText(Approved, string.Join('\n', actual));
        var approved = File.ReadAllText(Approved).Split('\n');

        var differences = approved.Except(actual, StringComparer.Ordinal).Select(line => "- " + line).Concat(actual.Except(approved, StringComparer.Ordinal).Select(line => "+ " + line)).ToList();
        Assert.True(
            differences.Count == 0,
            $"The public surface changed:\n{string.Join('\n', differences)}\nIf that is meant, run this test once with {Accept}=1 and commit tests/CometGateway.Tests/PublicApi/CometGateway.txt.");
        Assert.Equal(approved, actual);
    }

    [Fact]
    public void PublicSurface_Members_AreDocumented() => Architecture.SourceText.AssertNone(Assemblies.SelectMany(Undocumented));

    private static IEnumerable<string> Undocumented(Assembly assembly)
    {
        var documented = XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member")
            .Where(member => member.Elements().Any(element => element.Name.LocalName is "inheritdoc" || (element.Name.LocalName is "summary" or "param" && !string.IsNullOrWhiteSpace(element.Value))))
            .Select(member => WithoutParameters(member.Attribute("name")!.Value))
            .ToLookup(name => name, StringComparer.Ordinal);
        return PublicSurface.TypesOf(assembly)
            .SelectMany(type => PublicSurface.MembersOf(type).Select(member => IdOf(type, member)).Prepend("T:" + type.FullName))
            .CountBy(id => id, StringComparer.Ordinal)
            .Where(id => documented[id.Key].Count() < id.Value)
            .Select(id => id.Key);
    }

    private static string IdOf(Type type, MemberInfo member) => member switch
    {
        ConstructorInfo => $"M:{type.FullName}.#ctor",
        MethodInfo => $"M:{type.FullName}.{member.Name}",
        PropertyInfo => $"P:{type.FullName}.{member.Name}",
        EventInfo => $"E:{type.FullName}.{member.Name}",
        _ => $"F:{type.FullName}.{member.Name}",
    };

    // Overloads share a name; as many must be documented as there are.
    private static string WithoutParameters(string id) => id.Split('(', 2)[0];
}
