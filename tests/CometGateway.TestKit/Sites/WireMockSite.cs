using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CometGateway.TestKit.Processes;

namespace CometGateway.TestKit.Sites;

/// <summary>The real WireMock as the upstream, fed with its JSON mapping files and driven through its admin API.</summary>
/// <remarks>A JVM takes about two seconds to start: share one per test collection and <see cref="ResetAsync"/> between tests.</remarks>
public sealed class WireMockSite : IAsyncDisposable
{
    private readonly ChildProcess _process;
    private readonly TempFolder _root;
    private readonly HttpClient _admin;

    private WireMockSite(ChildProcess process, TempFolder root, Uri address)
    {
        _process = process;
        _root = root;
        Address = address;
        _admin = TestClient.Create(new(address, "/__admin/"));
    }

    public Uri Address { get; }

    /// <summary>Starts WireMock with the mappings and __files folders of all the given sets together.</summary>
    /// <param name="sets">Folders as WireMock's --root-dir wants them, each with a mappings folder.</param>
    public static async Task<WireMockSite> StartAsync(params string[] sets)
    {
        var jar = FindJar();
        var root = new TempFolder();
        foreach (var set in sets) Merge(set, root);
        var process = ChildProcess.Start(
            "WireMock",
            Programs.Find("java"),
            [
                // A mock serves a few hundred requests: a quick start is worth more than a fast steady state.
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m", "-jar", jar,
                "--port", "0", "--bind-address", "127.0.0.1", "--disable-banner", "--root-dir", root.Path,
            ]);
        try
        {
            var line = await process.Output.FirstAsync(
                line => line.StartsWith("port:", StringComparison.Ordinal), "the line that names the port", Patience.Start);
            var port = int.Parse(line["port:".Length..], CultureInfo.InvariantCulture);
            return new(process, root, new($"http://127.0.0.1:{port}/"));
        }
        catch
        {
            await process.DisposeAsync();
            root.Dispose();
            throw;
        }
    }

    /// <summary>Puts all scenarios back to their start and forgets the requests so far.</summary>
    public async Task ResetAsync()
    {
        await PostAsync("scenarios/reset");
        using var answer = await _admin.DeleteAsync(new Uri("requests", UriKind.Relative));
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Moves a scenario to one of its states.</summary>
    public async Task SetStateAsync(string scenario, string state)
    {
        using var answer = await _admin.PutAsJsonAsync(
            new Uri($"scenarios/{Uri.EscapeDataString(scenario)}/state", UriKind.Relative), new JsonObject { ["state"] = state });
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>The state that a scenario is in; its first is "Started".</summary>
    public async Task<string> StateAsync(string scenario)
    {
        var all = await _admin.GetFromJsonAsync<JsonNode>(new Uri("scenarios", UriKind.Relative));
        return all!["scenarios"]!.AsArray()
            .Select(one => (Name: one!["name"]!.GetValue<string>(), State: one["state"]!.GetValue<string>()))
            .Single(one => string.Equals(one.Name, scenario, StringComparison.Ordinal)).State;
    }

    /// <summary>How many requests the path received, whatever their query.</summary>
    public Task<int> CountAsync(string path, string method = "GET") =>
        CountAsync(new JsonObject { ["method"] = method, ["urlPath"] = path });

    /// <summary>How many requests match a WireMock request pattern.</summary>
    public async Task<int> CountAsync(JsonObject pattern)
    {
        using var answer = await _admin.PostAsJsonAsync(new Uri("requests/count", UriKind.Relative), pattern);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!["count"]!.GetValue<int>();
    }

    /// <summary>Adds one stub mapping, in WireMock's JSON, until the process ends.</summary>
    public async Task AddMappingAsync(string mapping)
    {
        using var content = new StringContent(mapping, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
        using var answer = await _admin.PostAsync(new Uri("mappings", UriKind.Relative), content);
        answer.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _process.DisposeAsync();
        _root.Dispose();
    }

    private async Task PostAsync(string path)
    {
        using var answer = await _admin.PostAsync(new Uri(path, UriKind.Relative), content: null);
        answer.EnsureSuccessStatusCode();
    }

    private static void Merge(string set, TempFolder root)
    {
        foreach (var folder in (string[])["mappings", "__files"])
        {
            var from = Path.Combine(set, folder);
            if (!Directory.Exists(from)) continue;
            foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
                root.Write(Path.Combine(folder, Path.GetFileName(set), Path.GetRelativePath(from, file)), File.ReadAllText(file));
        }
    }

    private static string FindJar()
    {
        var folder = Repository.PathOf("tests/npm/node_modules/wiremock/build");
        return (Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "wiremock-standalone-*.jar").FirstOrDefault() : null)
            ?? throw new FileNotFoundException("WireMock's jar is missing: run tests/setup.sh, which takes it from npm into tests/npm/node_modules.");
    }
}
