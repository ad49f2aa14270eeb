using CometGateway.Configuration;

namespace CometGateway.Host;

/// <summary>On which addresses to listen when nobody says.</summary>
internal static class Listening
{
    public const string UrlsKey = "urls";

    private const string Demo = "http://127.0.0.1:5080";
    private const string Container = "http://0.0.0.0:8080";

    private static readonly string[] _sayings = [UrlsKey, "http_ports", "https_ports"];

    public static IEnumerable<ConfigurationProblem> ProblemsIn(IConfiguration configuration)
    {
        foreach (var url in (configuration[UrlsKey] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!IsAddress(url))
                yield return new(UrlsKey, url, "must be addresses like http://0.0.0.0:8080, separated by semicolons");
        }
    }

    public static void SetDefault(IConfiguration configuration, bool isDemo)
    {
        var isSaid = _sayings.Any(key => !string.IsNullOrEmpty(configuration[key])) || configuration.GetSection("Kestrel:Endpoints").GetChildren().Any();
        if (!isSaid)
            configuration[UrlsKey] = isDemo ? Demo : Container;
    }

    private static bool IsAddress(string url)
    {
        try
        {
            return BindingAddress.Parse(url) is { Scheme: "http" or "https" };
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
