using System.Text.RegularExpressions;
using CometGateway.TestKit;
using CometGateway.TestKit.Processes;

namespace CometGateway.FunctionalTests.Packaging;

/// <summary>
/// Follows a Dockerfile's instructions without a container engine: each stage is a folder in place of a file system's root,
/// and holds nothing but what the instructions put there.
/// </summary>
internal sealed partial class DockerBuild(Dockerfile dockerfile, DockerContext context) : IDisposable
{
    private static readonly TimeSpan OneRun = TimeSpan.FromMinutes(5);
    private readonly TempFolder _folder = new();

    /// <exception cref="DockerBuildException">A RUN step failed, or a COPY names what is not there.</exception>
    public async Task<DockerImage> BuildAsync()
    {
        DockerImage? image = null;
        foreach (var stage in dockerfile.Stages)
        {
            image = new(Directory.CreateDirectory(_folder[stage.Name]).FullName, "/", []);
            foreach (var instruction in stage.Instructions) image = await FollowAsync(instruction, image);
        }

        return image ?? throw new DockerBuildException("The Dockerfile has no stage.");
    }

    public void Dispose() => _folder.Dispose();

    private async Task<DockerImage> FollowAsync(DockerInstruction instruction, DockerImage image)
    {
        switch (instruction.Keyword)
        {
            case "WORKDIR":
                Directory.CreateDirectory(image.Outside(instruction.Arguments));
                return image with { WorkingDirectory = instruction.Arguments };
            case "ENV":
                var (name, value) = instruction.Arguments.Split('=', 2) is [var left, var right] ? (left, right) : throw new DockerBuildException($"ENV {instruction.Arguments}: name=value expected.");
                return image with { Environment = new(image.Environment, StringComparer.Ordinal) { [name] = value } };
            case "COPY":
                Copy(instruction.Arguments, image);
                return image;
            case "RUN":
                await RunAsync(instruction.Arguments, image);
                return image;
            case "ENTRYPOINT" or "CMD" or "USER" or "EXPOSE" or "VOLUME" or "HEALTHCHECK":
                return image;
            default:
                throw new DockerBuildException($"{instruction.Keyword} is not followed by this test: teach it, or leave the instruction out.");
        }
    }

    private void Copy(string arguments, DockerImage image)
    {
        var words = arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var from = words[0].StartsWith("--from=", StringComparison.Ordinal) ? words[0]["--from=".Length..] : null;
        var paths = from is null ? words : words[1..];
        foreach (var source in paths[..^1])
        {
            var files = from is null
                ? context.Files(source)
                : DockerContext.Tree(_folder[from] + source);
            if (files.Count == 0) throw new DockerBuildException($"COPY {arguments}: nothing is at {source}.");
            foreach (var (file, relative) in files)
            {
                var target = image.Outside(paths[^1].EndsWith('/') ? paths[^1] + relative : paths[^1]);
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(file, target, overwrite: true);
            }
        }
    }

    private static async Task RunAsync(string command, DockerImage image)
    {
        // What a base image lacks comes from its distribution; the machine that runs the tests has it from tests/setup.sh.
        if (command.StartsWith("apt-get ", StringComparison.Ordinal)) return;
        await using var process = ChildProcess.Start(
            command, "/bin/sh", ["-c", AbsolutePath().Replace(command, image.Root + "/")], image.ProcessEnvironment(), image.Outside("."));
        if (await process.ExitAsync(OneRun) is not 0 and var code)
            throw new DockerBuildException($"RUN {command}: exit code {code}.\n{process.Output.Dump()}");
    }

    [GeneratedRegex(@"(?<=\s)/(?=\w)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AbsolutePath();
}

public sealed class DockerBuildException(string message) : Exception(message);
