using CometGateway.Configuration;

namespace CometGateway.Host;

/// <summary>Asks a running gateway whether it lives: for a container's health check, whose image has no curl.</summary>
internal static class HealthcheckCommand
{
    private const string PortsVariable = "ASPNETCORE_HTTP_PORTS";

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

    /// <param name="url">Null: the port of ASPNETCORE_HTTP_PORTS on this machine, and 8080 where that is not set.</param>
    /// <returns>0 on a 2xx answer, with a line on <paramref name="output"/>; else 1, with the reason on <paramref name="error"/>.</returns>
    public static async Task<int> RunAsync(string? url, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        var ports = Environment.GetEnvironmentVariable(PortsVariable);
        if (!Uri.TryCreate(url ?? $"http://127.0.0.1:{Port(ports)}/healthz", UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            await error.WriteLineAsync((url is null
                ? new ConfigurationProblem(PortsVariable, ports, "must be port numbers like 8080, separated by semicolons")
                : new ConfigurationProblem("--url", url, "must be an http or https URL like http://127.0.0.1:8080/healthz")).ToString());
            return 1;
        }

        using var client = new HttpClient { Timeout = _patience };
        try
        {
            using var answer = await client.GetAsync(address, cancellation);
            await (answer.IsSuccessStatusCode ? output : error).WriteLineAsync($"{address} answered {(int)answer.StatusCode}.");
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            await error.WriteLineAsync($"{address} does not answer: {exception.Message}");
            return 1;
        }
    }

    private static string Port(string? ports) => ports?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is [var first, ..] ? first : "8080";
}
