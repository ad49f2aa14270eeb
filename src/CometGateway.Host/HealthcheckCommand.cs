namespace CometGateway.Host;

/// <summary>Asks a running gateway whether it lives: for a container's health check, whose image has no curl.</summary>
internal static class HealthcheckCommand
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

    /// <param name="url">Null: the port of ASPNETCORE_HTTP_PORTS on this machine, and 8080 where that is not set.</param>
    /// <returns>0 on a 2xx answer, else 1 with the reason on <paramref name="error"/>.</returns>
    public static async Task<int> RunAsync(Uri? url, TextWriter error, CancellationToken cancellation)
    {
        url ??= new($"http://127.0.0.1:{Port(Environment.GetEnvironmentVariable("ASPNETCORE_HTTP_PORTS"))}/healthz");
        using var client = new HttpClient { Timeout = _patience };
        try
        {
            using var answer = await client.GetAsync(url, cancellation);
            if (answer.IsSuccessStatusCode)
                return 0;
            await error.WriteLineAsync($"{url} answered {(int)answer.StatusCode}.");
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            await error.WriteLineAsync($"{url} does not answer: {exception.Message}");
        }

        return 1;
    }

    private static string Port(string? ports) => ports?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is [var first, ..] ? first : "8080";
}
