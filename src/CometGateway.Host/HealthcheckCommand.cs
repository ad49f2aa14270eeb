using System.Net.Security;
using CometGateway.Configuration;

namespace CometGateway.Host;

/// <summary>Asks a running gateway whether it lives: for a container's health check, whose image has no curl.</summary>
internal static class HealthcheckCommand
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

    /// <param name="files">The gateway's own files: where they or the environment say what to listen on, that is asked. One that cannot be read is passed over, as a running gateway goes on without it.</param>
    /// <param name="url">What to ask in place of that.</param>
    /// <returns>0 on a 2xx answer, with a line on <paramref name="output"/>; else 1, with the reason on <paramref name="error"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> files, string? url, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        if (AddressOf(files, url, out var problem) is not { } address)
        {
            await error.WriteLineAsync(problem!.ToString());
            return 1;
        }

        // No proxy: that of the environment is for what lies outside, and knows nothing of this machine's loopback.
        using var handler = new SocketsHttpHandler { UseProxy = false };
        // It asks itself, and a certificate seldom names the loopback address.
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, errors) => url is null || errors is SslPolicyErrors.None;
        using var client = new HttpClient(handler) { Timeout = _patience };
        try
        {
            using var answer = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellation);
            await (answer.IsSuccessStatusCode ? output : error).WriteLineAsync($"{address} answered {(int)answer.StatusCode}.");
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            await error.WriteLineAsync($"{address} does not answer: {exception.Message}");
            return 1;
        }
    }

    private static Uri? AddressOf(IReadOnlyList<string> files, string? url, out ConfigurationProblem? problem)
    {
        problem = null;
        if (url is not null)
        {
            if (Uri.TryCreate(url, UriKind.Absolute, out var given) && given.Scheme is "http" or "https")
                return given;
            problem = new("--url", url, "must be an http or https URL like http://127.0.0.1:8080/healthz");
            return null;
        }

        using var configuration = new ConfigurationManager();
        GatewaySources.Add(configuration, [.. files.Where(file => GatewaySources.ProblemsIn([file]).Count == 0)]);
        Listening.SetDefault(configuration, isDemo: false);
        var places = Listening.Places(configuration);
        problem = places.Select(Listening.WhyNoAddress).FirstOrDefault(why => why is not null);
        if (problem is not null)
            return null;
        if (OwnAddress.Of(places.Select(place => place.Url).OfType<string>()) is { } own)
            return new(own, "/healthz");
        problem = new(places[0].Key, places[0].Value, "is no address that HTTP can ask; name one with --url");
        return null;
    }
}
