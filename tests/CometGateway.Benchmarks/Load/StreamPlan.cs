using System.Globalization;

namespace CometGateway.Benchmarks.Load;

/// <summary>Which streams the client opens.</summary>
internal sealed record StreamPlan(int Port, string Path, int Streams)
{
    /// <summary>Long polls in place of streams: conditional GETs that are sent again as soon as they are answered.</summary>
    public bool IsPolling { get; init; }

    /// <summary>Default <see cref="StreamProtocol.Plain"/>.</summary>
    public StreamProtocol Protocol { get; init; }

    public IReadOnlyList<string> Headers { get; init; } = ["Accept: text/event-stream"];

    /// <summary>How many distinct numbers %c in the path takes.</summary>
    public int Names { get; init; } = 1;

    /// <summary>How many URLs each stream names, one by one after <see cref="Each"/>, in which %n is a number; they stand where the path says %u. 0: none.</summary>
    public int Urls { get; init; }

    public string Each { get; init; } = "/";

    /// <summary>Streams that may be under way to being open at once.</summary>
    public int InFlight { get; init; } = 256;

    /// <summary>Ends by itself once every stream has so many events; 0: when it is told to.</summary>
    public int Expect { get; init; }

    /// <summary>What stands before the time, and before the version, in an event.</summary>
    public IReadOnlyList<string> TimeMarks { get; init; } = ["\"t\":"];

    public IReadOnlyList<string> VersionMarks { get; init; } = ["\"v\":"];

    /// <summary>The file in which the publisher reads how far the streams are.</summary>
    public string? Progress { get; init; }

    public TimeSpan Limit { get; init; } = TimeSpan.FromMinutes(10);

    public IEnumerable<string> Arguments =>
    [
        "-n", Text(Streams), "-p", Text(Port), "-u", Path, "--names", Text(Names), "--urls", Text(Urls), "--each", Each, "--inflight", Text(InFlight), "--expect", Text(Expect), "--timeout", Text((int)Limit.TotalSeconds),
        .. All("-H", Headers), .. All("--time", TimeMarks), .. All("--version", VersionMarks),
        .. Protocol switch { StreamProtocol.Tls => (string[])["--tls"], StreamProtocol.Http2 => ["--http2"], _ => [] },
        .. IsPolling ? (string[])["--polls"] : [], .. Progress is null ? (string[])[] : ["--progress", Progress],
    ];

    private static IEnumerable<string> All(string option, IEnumerable<string> values) => values.SelectMany(value => (string[])[option, value]);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
