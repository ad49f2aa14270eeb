using System.Net.Security;
using CometGateway.Configuration;

namespace CometGateway.Host;

/// <summary>Asks a running gateway whether it lives: for a container's health check, whose image has no curl.</summary>
internal static class HealthcheckCommand
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

    /// <param name="files">
    /// The gateway's own files: what they and the environment say to listen on is asked, and then what the environment alone says, as a running gateway
    /// does not take over every change of a file.
    /// </param>
    /// <param name="url">What to ask in place of that.</param>
    /// <returns>0 on a 2xx answer, with a line on <paramref name="output"/>; else 1, with the reasons on <paramref name="error"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> files, string? url, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        var candidates = url is not null ? [OfUrl(url)] : new[] { OfConfiguration([.. files.Where(file => GatewaySources.ProblemsIn([file]).Count == 0)]), OfConfiguration([]) }.Distinct().ToList();
        // No proxy: that of the environment is for what lies outside, and knows nothing of this machine's loopback.
        using var handler = new SocketsHttpHandler { UseProxy = false };
        // It asks itself, and a certificate seldom names the loopback address.
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, errors) => url is null || errors is SslPolicyErrors.None;
        using var client = new HttpClient(handler) { Timeout = _patience };
        // At once: a container's patience is that for one question.
        var answers = await Task.WhenAll(candidates.Select(candidate =>
            candidate.Address is { } address ? AskAsync(client, address, cancellation) : Task.FromResult((IsAlive: false, Line: candidate.Problem!.ToString()))));
        var alive = answers.Where(answer => answer.IsAlive).Take(1).ToList();
        foreach (var (isAlive, line) in alive.Count > 0 ? alive : [.. answers])
            await (isAlive ? output : error).WriteLineAsync(line);
        return alive.Count > 0 ? 0 : 1;
    }

    private static async Task<(bool IsAlive, string Line)> AskAsync(HttpClient client, Uri address, CancellationToken cancellation)
    {
        try
        {
            using var answer = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellation);
            return (answer.IsSuccessStatusCode, $"{address} answered {(int)answer.StatusCode}.");
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return (false, $"{address} does not answer: {exception.Message}");
        }
    }

    private static (Uri? Address, ConfigurationProblem? Problem) OfUrl(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var given) && given.Scheme is "http" or "https"
            ? (given, null)
            : (null, new("--url", url, "must be an http or https URL like http://127.0.0.1:8080/healthz"));

    private static (Uri? Address, ConfigurationProblem? Problem) OfConfiguration(IReadOnlyList<string> files)
    {
        using var configuration = new ConfigurationManager();
        GatewaySources.Add(configuration, files);
        Listening.SetDefault(configuration, isDemo: false);
        var places = Listening.Places(configuration);
        if (places.Select(Listening.WhyNoAddress).FirstOrDefault(why => why is not null) is { } problem)
            return (null, problem);
        return OwnAddress.Of(places.Select(place => place.Url).OfType<string>()) is { } own
            ? (new(own, "/healthz"), null)
            : (null, new(places[0].Key, places[0].Value, "is no address that HTTP can ask; name one with --url"));
    }
}
