using System.Net;
using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit;
using CometGateway.TestKit.Processes;
using CometGateway.TestKit.Sites;
using CometGateway.TestKit.Streams;

namespace CometGateway.FunctionalTests.Packaging;

/// <summary>The library as others have it: packed, in an application that knows nothing of this repository's build.</summary>
public sealed class PackageTests : IDisposable
{
    // No version that a machine may have of it already.
    private const string PackageVersion = "0.0.1-packed";

    private const string Project = $"""
        <Project Sdk="Microsoft.NET.Sdk.Web">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <ImplicitUsings>enable</ImplicitUsings>
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="CometGateway" Version="{PackageVersion}" />
          </ItemGroup>
        </Project>
        """;

    private const string Feed = """<configuration><packageSources><add key="packed" value="feed" /></packageSources></configuration>""";

    private static readonly TimeSpan _oneRun = TimeSpan.FromMinutes(3);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AnApplication_WithThePackageAndTheLinesOfTheReadme_Streams()
    {
        await using var site = (await ScriptedSite.StartAsync()).SetBody("/page", "text/plain", "one");
        await BuildAsync(site.Address);

        await using var application = await GatewayProcess.StartAsync(Programs.Dotnet, [_folder["app/bin/app.dll"], "--urls", "http://127.0.0.1:0"], workingDirectory: _folder["app"]);
        await using var client = SseClient.Open(new(application.Address, "/page"));
        await client.BodyAsync("one");
        site.SetBody("/page", "text/plain", "two");
        await client.BodyAsync("two");

        using var http = TestClient.Create(application.Address);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri("/_comet/comet.js", UriKind.Relative))).StatusCode);
    }

    private async Task BuildAsync(Uri site)
    {
        var built = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        foreach (var project in (string[])["CometGateway.Core", "CometGateway"])
            await DotnetAsync("pack", Repository.PathOf($"src/{project}"), "--no-build", "-c", built, $"-p:PackageVersion={PackageVersion}", "-o", _folder["app/feed"]);
        _folder.Write("app/app.csproj", Project);
        _folder.Write("app/nuget.config", Feed);
        _folder.Write("app/appsettings.json", GatewayJson.Of(site));
        _folder.Write("app/Program.cs", $"var builder = WebApplication.CreateBuilder(args);\n{Readme()}\napp.Run();\n");
        var known = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        await DotnetAsync("build", _folder["app"], "-o", _folder["app/bin"], $"-p:RestorePackagesPath={_folder["packages"]}", $"-p:RestoreFallbackFolders={known}");
    }

    /// <summary>The lines that it has for an application of one's own.</summary>
    private static string Readme()
    {
        var text = File.ReadAllText(Repository.PathOf("README.md"));
        var start = text.IndexOf("```csharp\nbuilder.Services.AddReverseProxy()", StringComparison.Ordinal) + "```csharp\n".Length;
        return text[start..text.IndexOf("```", start, StringComparison.Ordinal)];
    }

    private static async Task DotnetAsync(params string[] arguments)
    {
        await using var process = ChildProcess.Start(
            "dotnet " + arguments[0], Programs.Dotnet, [.. arguments, "-p:UseSharedCompilation=false", "--nologo"],
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["MSBUILDDISABLENODEREUSE"] = "1", ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0" });
        Assert.True(await process.ExitAsync(_oneRun) is 0, process.Output.Dump());
    }
}
