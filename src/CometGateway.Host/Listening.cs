using System.Net;
using CometGateway.Configuration;

namespace CometGateway.Host;

/// <summary>On which addresses to listen: what is asked for, what is wrong with it, and what holds when nobody says.</summary>
internal static class Listening
{
    public const string UrlsKey = "urls";

    public const string KestrelSection = "Kestrel";

    public const string EndpointsKey = "Endpoints";

    private const string HttpPortsKey = "http_ports";
    private const string HttpsPortsKey = "https_ports";
    private const string Demo = "http://127.0.0.1:5080";
    private const string Container = "http://0.0.0.0:8080";

    /// <summary>The addresses that count, by the server's own precedence: Kestrel's endpoints, or else the URLs, or else the ports.</summary>
    public static IReadOnlyList<ListeningPlace> Places(IConfiguration configuration)
    {
        var endpoints = configuration.GetSection($"{KestrelSection}:{EndpointsKey}").GetChildren()
            .Select(endpoint => new ListeningPlace($"{endpoint.Path}:Url", endpoint["Url"], endpoint["Url"], endpoint.Key)).ToList();
        if (endpoints.Count > 0)
            return endpoints;
        // The server trims ports, and no URLs.
        var urls = Parts(configuration, UrlsKey, StringSplitOptions.RemoveEmptyEntries).Select(url => new ListeningPlace(UrlsKey, url, url)).ToList();
        return urls.Count > 0 ? urls : [.. Ports(configuration, HttpPortsKey, "http"), .. Ports(configuration, HttpsPortsKey, "https")];
    }

    public static async Task<IReadOnlyList<ConfigurationProblem>> ProblemsInAsync(IConfiguration configuration)
    {
        var problems = new List<ConfigurationProblem>();
        foreach (var place in Places(configuration))
        {
            if (WhyNoAddress(place) is { } problem)
                problems.Add(problem);
            else if (await ListeningTrial.WhyNotAsync(place, configuration) is { } why)
                problems.Add(new(place.Key, place.Value, "cannot be listened on: " + why));
        }

        return problems;
    }

    /// <summary>The server's own words on these name neither the address nor the key, or it makes of them what nobody meant. Null where it is an address, or none is said.</summary>
    public static ConfigurationProblem? WhyNoAddress(ListeningPlace place) =>
        place.Url is null || IsAddress(place.Url) ? null : new(place.Key, place.Value, Allowed(place));

    public static void SetDefault(IConfiguration configuration, bool isDemo)
    {
        if (Places(configuration).Count == 0)
            configuration[UrlsKey] = isDemo ? Demo : Container;
    }

    private static string Allowed(ListeningPlace place) => place switch
    {
        { Endpoint: not null } => "must be an address like http://0.0.0.0:8080",
        { Key: UrlsKey } => "must be addresses like http://0.0.0.0:8080, separated by semicolons",
        _ => "must be port numbers like 8080, separated by semicolons",
    };

    private static IEnumerable<ListeningPlace> Ports(IConfiguration configuration, string key, string scheme) =>
        Parts(configuration, key, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(port => new ListeningPlace(key, port, $"{scheme}://*:{port}"));

    private static string[] Parts(IConfiguration configuration, string key, StringSplitOptions options) => (configuration[key] ?? "").Split(';', options);

    private static bool IsAddress(string url)
    {
        try
        {
            return BindingAddress.Parse(url) is { Scheme: "http" or "https", Port: >= 0 and <= ushort.MaxValue, PathBase: "" } address
                // A port that is no number is taken for a part of the host's name.
                && (address.IsUnixPipe || address.IsNamedPipe || IPAddress.TryParse(address.Host, out _) || !address.Host.Contains(':', StringComparison.Ordinal));
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
