using System.Globalization;
using System.Net;
using System.Reflection.PortableExecutable;
using CometGateway.TestKit;
using CometGateway.TestKit.Processes;

namespace CometGateway.FunctionalTests.Packaging;

/// <summary>There is no container engine where the tests run: they follow the Dockerfile's own instructions in empty folders.</summary>
public sealed class DockerfileTests
{
    private static readonly string Text = File.ReadAllText(Repository.PathOf("Dockerfile"));
    private static readonly string[] DefaultCommand = ["--config", "/config/gateway.json"];
    private static readonly DockerStage Run = Dockerfile.Parse(Text)["run"];

    [Fact]
    public async Task Image_BuiltStepByStep_StartsAnswersHealthChecksAndStops()
    {
        using var build = new DockerBuild(Dockerfile.Parse(Text), new(Repository.Root));
        var image = await build.BuildAsync();
        Assert.True(IsCompiledAhead(image.Outside("/app/CometGateway.dll")));

        await using var gateway = await StartAsync(image);
        using var http = TestClient.Create(gateway.Address);
        using var answer = await http.GetAsync(new Uri("/healthz", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);

        Assert.Equal(0, await CheckHealthAsync(image, gateway.Address.Port));
        Assert.Equal(0, await gateway.TerminateAsync());
        Assert.Equal(1, await CheckHealthAsync(image, gateway.Address.Port));
    }

    [Fact]
    public async Task Image_WithoutOneOfTheCopies_CannotBeBuilt()
    {
        var lines = Text.Split('\n');
        var without = string.Join('\n', lines.Where(line => !line.StartsWith("COPY global.json", StringComparison.Ordinal)));
        using var build = new DockerBuild(Dockerfile.Parse(without), new(Repository.Root));

        var failure = await Assert.ThrowsAsync<DockerBuildException>(build.BuildAsync);

        Assert.StartsWith("RUN dotnet restore", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RunStage_User_IsTheRuntimeImagesUnprivilegedOne() => Assert.Equal("$APP_UID", Run.Last("USER"));

    [Fact]
    public void RunStage_Configuration_IsAMountThatTheCommandReads()
    {
        Assert.Equal("/config", Run.Last("VOLUME"));
        Assert.Equal(DefaultCommand, DockerInstruction.ExecForm(Run.Last("CMD")));
    }

    [Fact]
    public void RunStage_ExposedPort_IsTheOneItListensOn() =>
        Assert.Equal("ASPNETCORE_HTTP_PORTS=" + Run.Last("EXPOSE"), Run.Last("ENV"));

    private static bool IsCompiledAhead(string assembly)
    {
        using var reader = new PEReader(File.OpenRead(assembly));
        return reader.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size > 0;
    }

    private static Task<GatewayProcess> StartAsync(DockerImage image)
    {
        string[] command = [.. DockerInstruction.ExecForm(Run.Last("ENTRYPOINT")), .. DockerInstruction.ExecForm(Run.Last("CMD"))];
        var environment = image.ProcessEnvironment();
        environment.Remove("ASPNETCORE_HTTP_PORTS");
        environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        return GatewayProcess.StartAsync(
            Programs.Dotnet, [.. command[1..].Select(word => word.StartsWith('/') ? image.Outside(word) : word)], environment, image.Outside("."));
    }

    private static async Task<int> CheckHealthAsync(DockerImage image, int port)
    {
        var command = DockerInstruction.ExecForm(Run.Last("HEALTHCHECK"));
        var environment = image.ProcessEnvironment();
        environment["ASPNETCORE_HTTP_PORTS"] = port.ToString(CultureInfo.InvariantCulture);
        await using var check = ChildProcess.Start("the health check", Programs.Dotnet, command[1..], environment, image.Outside("."));
        return await check.ExitAsync();
    }
}
