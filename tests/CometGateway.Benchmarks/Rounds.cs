using CometGateway.Benchmarks.Load;

namespace CometGateway.Benchmarks;

/// <summary>The servers in turns, round after round: a busy moment of the machine then meets all of them, and a ratio is taken within one round.</summary>
internal static class Rounds
{
    /// <param name="measureAsync">One turn of one server, from its start to its end; adds to that server's figures.</param>
    public static async Task<IReadOnlyDictionary<TServer, TFigures>> RunAsync<TServer, TFigures>(
        string benchmark, BenchmarkOptions options, TextWriter log, IReadOnlyList<TServer> servers, Func<TServer, TFigures, Task> measureAsync)
        where TServer : INamed
        where TFigures : new()
    {
        await LoadTools.BuildAsync();
        var figures = servers.ToDictionary(server => server, _ => new TFigures());
        for (var round = 1; round <= options.Rounds; round++)
        {
            // Whoever is always the first would always be the one for whom the machine is still busy with something else.
            foreach (var server in round % 2 == 1 ? servers : servers.Reverse())
            {
                await log.WriteLineAsync($"{benchmark}: round {round} of {options.Rounds}, {server.Name}");
                await measureAsync(server, figures[server]);
            }
        }

        return figures;
    }
}
